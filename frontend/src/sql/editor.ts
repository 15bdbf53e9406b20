import {
  autocompletion,
  closeBrackets,
  closeBracketsKeymap,
  closeCompletion,
  completionKeymap,
} from '@codemirror/autocomplete'
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands'
import { SQLDialect, sql } from '@codemirror/lang-sql'
import { bracketMatching, HighlightStyle, syntaxHighlighting } from '@codemirror/language'
import { type Diagnostic, setDiagnostics } from '@codemirror/lint'
import { Compartment, EditorState, Prec } from '@codemirror/state'
import { drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers, placeholder } from '@codemirror/view'
import { tags } from '@lezer/highlight'
import { completionsAt } from './complete.ts'
import { type ErrorPlace, offsetsOf } from './error-place.ts'
import type { Schema } from './schema.ts'
import { columnTypes, keywords } from './words.ts'

/** What the page needs of its editor. */
export interface Editor {
  readonly dom: HTMLElement
  text(): string
  /** What is marked; null when nothing is. */
  selection(): { readonly text: string; readonly from: number } | null
  replace(text: string): void
  insert(text: string): void
  mark(fault: { readonly place: ErrorPlace; readonly offset: number; readonly message: string } | null): void
  learn(schema: Schema): void
  focus(): void
  destroy(): void
}

interface Options {
  readonly text: string
  readonly schema: Schema
  readonly onChange: (text: string) => void
  readonly onRun: () => void
}

const dialectOf = ({ functions }: Schema) =>
  SQLDialect.define({
    keywords: keywords.join(' ').toLowerCase(),
    types: columnTypes.join(' ').toLowerCase(),
    builtin: functions.map(({ name }) => name.toLowerCase()).join(' '),
    identifierQuotes: '"',
    specialVar: '?',
    caseInsensitiveIdentifiers: false,
  })

const colors = HighlightStyle.define([
  { tag: [tags.keyword, tags.operatorKeyword], color: 'var(--n-accent)', fontWeight: '600' },
  { tag: [tags.standard(tags.name), tags.function(tags.variableName)], color: 'var(--n-busy)' },
  { tag: [tags.typeName, tags.number, tags.bool, tags.null], color: 'var(--n-good)' },
  { tag: tags.string, color: 'var(--n-warn)' },
  // a quoted name
  { tag: tags.special(tags.string), color: 'var(--n-text)' },
  { tag: [tags.lineComment, tags.blockComment], color: 'var(--n-dim)', fontStyle: 'italic' },
])

const look = EditorView.theme({
  '&': { height: '100%', backgroundColor: 'var(--n-panel)', color: 'var(--n-text)', fontSize: '13px' },
  '&.cm-focused': { outline: '2px solid var(--n-accent)', outlineOffset: '-2px' },
  '.cm-scroller': { fontFamily: 'var(--mantine-font-family-monospace)', lineHeight: '1.55' },
  '.cm-content': { caretColor: 'var(--n-text)' },
  '.cm-cursor': { borderLeftColor: 'var(--n-text)' },
  '.cm-gutters': { backgroundColor: 'var(--n-inset)', color: 'var(--n-dim)', borderRight: '1px solid var(--n-line)' },
  '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: 'color-mix(in srgb, var(--n-hover) 55%, transparent)' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
    backgroundColor: 'var(--n-bar)',
  },
  '.cm-placeholder': { color: 'var(--n-dim)' },
  '.cm-matchingBracket': { backgroundColor: 'var(--n-accent-soft)', outline: '1px solid var(--n-accent)' },
  '.cm-tooltip': {
    backgroundColor: 'var(--n-panel)',
    color: 'var(--n-text)',
    border: '1px solid var(--n-line-strong)',
    borderRadius: '5px',
  },
  '.cm-tooltip.cm-completionInfo': { padding: '6px 10px', maxWidth: '420px', whiteSpace: 'pre-wrap' },
  '.cm-tooltip-autocomplete > ul > li[aria-selected]': {
    backgroundColor: 'var(--n-accent-soft)',
    color: 'var(--n-text)',
  },
  '.cm-completionMatchedText': { textDecoration: 'none', fontWeight: '700' },
  '.cm-completionDetail': { color: 'var(--n-dim)', fontStyle: 'normal' },
  '.cm-diagnostic-error': { borderLeftColor: 'var(--n-bad)' },
})

const kinds = { table: 'class', column: 'property', function: 'function', keyword: 'keyword' } as const

/** An editor of one statement: colours, completion from what Druid knows, the place of an error. */
export function createEditor({ text, schema, onChange, onRun }: Options): Editor {
  let known = schema
  const language = new Compartment()
  const complete = autocompletion({
    icons: false,
    override: [
      (context) => {
        const statement = context.state.doc.toString()
        const { from, offers } = completionsAt(statement, context.pos, known)
        const isAsked = context.explicit || from < context.pos || statement[context.pos - 1] === '.'
        if (!isAsked || offers.length === 0) return null
        return {
          from,
          validFor: /^"?[\w$]*$/,
          options: offers.map(({ label, kind, insert, detail, info, rank }) => ({
            label: statement[from] === '"' ? `"${label}"` : label,
            displayLabel: label,
            type: kinds[kind],
            apply: insert,
            detail,
            info,
            boost: rank * 10,
          })),
        }
      },
    ],
  })
  const run = () => {
    closeCompletion(view)
    onRun()
    return true
  }
  const view = new EditorView({
    state: EditorState.create({
      doc: text,
      extensions: [
        Prec.highest(keymap.of([{ key: 'Mod-Enter', run }])),
        lineNumbers(),
        history(),
        drawSelection(),
        bracketMatching(),
        closeBrackets(),
        highlightActiveLine(),
        complete,
        // Tab stays what moves on to the next control.
        keymap.of([...closeBracketsKeymap, ...defaultKeymap, ...historyKeymap, ...completionKeymap]),
        language.of(sql({ dialect: dialectOf(schema) })),
        syntaxHighlighting(colors),
        look,
        EditorView.lineWrapping,
        EditorView.contentAttributes.of({ 'aria-label': 'SQL statement', spellcheck: 'false' }),
        placeholder('SELECT … FROM … — Ctrl/⌘ Enter runs it'),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) onChange(update.state.doc.toString())
        }),
      ],
    }),
  })
  const show = (found: readonly Diagnostic[]) => view.dispatch(setDiagnostics(view.state, found))
  return {
    dom: view.dom,
    text: () => view.state.doc.toString(),
    selection: () => {
      const { from, to } = view.state.selection.main
      return from === to ? null : { text: view.state.sliceDoc(from, to), from }
    },
    replace: (next) => {
      if (next !== view.state.doc.toString())
        view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: next } })
    },
    insert: (piece) => {
      view.dispatch(view.state.replaceSelection(piece))
      view.focus()
    },
    mark: (fault) => {
      if (fault === null) return show([])
      const run = view.state.sliceDoc(fault.offset)
      const { from, to } = offsetsOf(run, fault.place)
      const at = { from: from + fault.offset, to: Math.min(to + fault.offset, view.state.doc.length) }
      show([{ ...at, severity: 'error', message: fault.message }])
      view.dispatch({ selection: { anchor: at.from }, scrollIntoView: true })
    },
    learn: (next) => {
      const isNew = next.functions !== known.functions
      known = next
      if (isNew) view.dispatch({ effects: language.reconfigure(sql({ dialect: dialectOf(next) })) })
    },
    focus: () => view.focus(),
    destroy: () => view.destroy(),
  }
}
