import { Skeleton } from '@mantine/core'
import { type Ref, useEffect, useImperativeHandle, useRef, useState } from 'react'
import type { Editor } from './editor.ts'
import styles from './SqlPage.module.css'
import type { Schema } from './schema.ts'

interface SqlEditorProps {
  /** Null until the editor's code has arrived. */
  readonly ref: Ref<Editor | null>
  readonly text: string
  readonly schema: Schema
  readonly onChange: (text: string) => void
  readonly onRun: () => void
}

/** Puts the editor into the page; it keeps its own caret and undo. Its code comes after the page's. */
export function SqlEditor({ ref, text, schema, onChange, onRun }: SqlEditorProps) {
  const box = useRef<HTMLDivElement>(null)
  const [editor, setEditor] = useState<Editor | null>(null)
  const [error, setError] = useState<unknown>(null)
  const latest = useRef({ text, schema, onChange, onRun })
  latest.current = { text, schema, onChange, onRun }
  useEffect(() => {
    let made: Editor | null = null
    let isGone = false
    import('./editor.ts').then(({ createEditor }) => {
      if (isGone) return
      made = createEditor({
        text: latest.current.text,
        schema: latest.current.schema,
        onChange: (next) => latest.current.onChange(next),
        onRun: () => latest.current.onRun(),
      })
      box.current?.append(made.dom)
      setEditor(made)
    }, setError)
    return () => {
      isGone = true
      made?.destroy()
    }
  }, [])
  useEffect(() => editor?.replace(text), [editor, text])
  useEffect(() => editor?.learn(schema), [editor, schema])
  useImperativeHandle<Editor | null, Editor | null>(ref, () => editor, [editor])
  // The page of errors knows what to say of code that did not arrive.
  if (error !== null) throw error
  return (
    <div ref={box} className={styles.editor}>
      {editor === null && <Skeleton height="100%" />}
    </div>
  )
}
