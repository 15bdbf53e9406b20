import { Button, NativeSelect, Tabs } from '@mantine/core'
import { IconPlayerPlay, IconSitemap } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Suspense, useEffect, useMemo, useRef } from 'react'
import { datasourcesQuery } from '../api/datasources.ts'
import { formatCount } from '../format/number.ts'
import { Empty } from '../ui/Empty.tsx'
import { lazily } from '../ui/lazily.ts'
import { Page } from '../ui/Page.tsx'
import { Panel } from '../ui/Panel.tsx'
import { Waiting } from '../ui/Waiting.tsx'
import { rowLimits } from './address.ts'
import type { Editor } from './editor.ts'
import { placeOfError, shortReason } from './error-place.ts'
import { explainOf } from './explain.ts'
import { HistoryPanel } from './HistoryPanel.tsx'
import { SchemaPanel } from './SchemaPanel.tsx'
import { SqlEditor } from './SqlEditor.tsx'
import styles from './SqlPage.module.css'
import { functionsQuery, type Schema, systemTablesQuery, tablesOf } from './schema.ts'
import { useHistory } from './use-history.ts'
import { type Run, useRun } from './use-run.ts'
import { useStatement } from './use-statement.ts'
import { quoteName } from './words.ts'

const fetchResultPanel = async () => (await import('./ResultPanel.tsx')).ResultPanel
const ResultPanel = lazily(fetchResultPanel)

const ResultSkeleton = () => (
  <Panel title="Result" flush busy className={styles.result}>
    <Waiting height={320} />
  </Panel>
)

/** SQL straight to Druid: one reading statement at a time. */
export function SqlPage() {
  const { statement, rowLimit, isLong, setStatement, setRowLimit, settle } = useStatement()
  const { run, start, cancel } = useRun()
  const history = useHistory()
  const editor = useRef<Editor | null>(null)
  const schema = useSchema()
  useEffect(() => {
    fetchResultPanel().catch(() => {})
  }, [])

  const ask = (purpose: Run['purpose']) => {
    const marked = editor.current?.selection() ?? null
    const asked = marked?.text ?? editor.current?.text() ?? statement
    if (asked.trim() === '') return
    const { statement: sent, linesBefore } =
      purpose === 'plan' ? explainOf(asked) : { statement: asked, linesBefore: 0 }
    editor.current?.mark(null)
    settle(editor.current?.text() ?? statement)
    void start({
      statement: sent,
      purpose,
      rowLimit,
      onEnd: (ended) => {
        const place = placeOfError(ended.error)
        if (place !== null && place.line > linesBefore)
          editor.current?.mark({
            place: { ...place, line: place.line - linesBefore, endLine: place.endLine - linesBefore },
            offset: marked?.from ?? 0,
            message: shortReason((ended.error as Error).message),
          })
        if (purpose === 'rows') history.add(ended)
      },
    })
  }
  const isRunning = run?.state === 'running'
  return (
    <Page
      title="SQL"
      sub={isLong && 'This statement is too long for a link; it is kept in this tab.'}
      actions={
        <>
          <NativeSelect
            aria-label="Rows to read at most"
            value={rowLimit}
            data={rowLimits.map((limit) => ({ value: String(limit), label: `up to ${formatCount(limit, 'row')}` }))}
            onChange={(event) => {
              const chosen = rowLimits.find((limit) => String(limit) === event.currentTarget.value)
              if (chosen) setRowLimit(chosen)
            }}
          />
          <Button
            variant="default"
            leftSection={<IconSitemap size={14} aria-hidden />}
            disabled={statement.trim() === ''}
            onClick={() => ask('plan')}
          >
            Explain
          </Button>
          <Button
            leftSection={<IconPlayerPlay size={14} aria-hidden />}
            disabled={statement.trim() === ''}
            title="Ctrl/⌘ Enter; runs what is marked, if anything is"
            onClick={() => ask('rows')}
          >
            {isRunning ? 'Run anew' : 'Run'}
          </Button>
        </>
      }
    >
      <div className={styles.layout}>
        <div className={styles.work}>
          <Panel title="Statement" bare flush className={styles.edit}>
            <SqlEditor
              ref={editor}
              text={statement}
              schema={schema}
              onChange={setStatement}
              onRun={() => ask('rows')}
            />
          </Panel>
          {run ? (
            <Suspense fallback={<ResultSkeleton />}>
              <ResultPanel run={run} onCancel={() => void cancel()} onAgain={() => ask(run.purpose)} />
            </Suspense>
          ) : (
            <Panel title="Result" bare className={styles.result}>
              <Start schema={schema} isWritten={statement.trim() !== ''} onPick={setStatement} />
            </Panel>
          )}
        </div>
        <Panel title="Names and history" bare flush className={styles.side}>
          <Tabs defaultValue="tables">
            <Tabs.List>
              <Tabs.Tab value="tables">Tables</Tabs.Tab>
              <Tabs.Tab value="history">History</Tabs.Tab>
            </Tabs.List>
            <Tabs.Panel value="tables">
              <SchemaPanel tables={schema.tables} onInsert={(text) => editor.current?.insert(text)} />
            </Tabs.Panel>
            <Tabs.Panel value="history">
              <HistoryPanel history={history.entries} onPick={setStatement} onClear={history.clear} />
            </Tabs.Panel>
          </Tabs>
        </Panel>
      </div>
    </Page>
  )
}

const noDatasources: readonly never[] = []
const noFunctions: Schema['functions'] = []
const noTables: Schema['tables'] = []

/** What completion knows; the page works without it while it is on its way, or where Druid does not say. */
function useSchema(): Schema {
  const datasources = useQuery(datasourcesQuery).data?.items ?? noDatasources
  const system = useQuery(systemTablesQuery).data ?? noTables
  const functions = useQuery(functionsQuery).data ?? noFunctions
  return useMemo(() => ({ tables: [...tablesOf(datasources), ...system], functions }), [datasources, system, functions])
}

interface StartProps {
  readonly schema: Schema
  readonly isWritten: boolean
  readonly onPick: (statement: string) => void
}

/** Nothing has been run yet: a statement that came with a link waits for a press too. */
function Start({ schema, isWritten, onPick }: StartProps) {
  if (isWritten)
    return <Empty title="Press Run to see its rows">A statement that comes with a link is not run by itself.</Empty>
  const first = schema.tables.find(({ name }) => !/^(sys|INFORMATION_SCHEMA)\./.test(name))
  const dimension = first?.columns.find(({ type }) => type === 'string')
  const examples = first
    ? [
        `SELECT *\nFROM ${first.written}\nLIMIT 100`,
        `SELECT TIME_FLOOR(__time, 'P1M') AS "month", COUNT(*) AS "rows"\nFROM ${first.written}\nGROUP BY 1\nORDER BY 1`,
        ...(dimension
          ? [
              `SELECT ${quoteName(dimension.name)}, COUNT(*) AS "rows"\nFROM ${first.written}\nGROUP BY 1\nORDER BY 2 DESC\nLIMIT 20`,
            ]
          : []),
      ]
    : ['SELECT "datasource", COUNT(*) AS "segments", SUM("num_rows") AS "rows"\nFROM sys.segments\nGROUP BY 1']
  return (
    <Empty title="Write a statement, or begin with one of these">
      <ul className={styles.examples}>
        {examples.map((example) => (
          <li key={example}>
            <button type="button" className={styles.entry} onClick={() => onPick(example)}>
              <code className={styles.statement}>{example}</code>
            </button>
          </li>
        ))}
      </ul>
    </Empty>
  )
}
