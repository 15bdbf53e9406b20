import { Button } from '@mantine/core'
import type { Profile, Upload } from '@nemeton/contract'
import { useState } from 'react'
import { describeError } from '../api/error.ts'
import { Notice } from '../ui/Notice.tsx'
import { DialectForm } from './DialectForm.tsx'
import { dialectSentence } from './dialect-words.ts'
import styles from './PlanPanel.module.css'
import { useDialectChoice } from './use-dialect-choice.ts'

interface DialectFieldProps {
  readonly upload: Upload
  readonly profile: Profile
  /** Changes to the plan of one reading mean nothing for another. */
  readonly onChosen: () => void
}

/** How a delimited text is read, in a sentence, and on demand field by field. */
export function DialectField({ upload, profile, onChosen }: DialectFieldProps) {
  const [isOpen, setOpen] = useState(false)
  const choose = useDialectChoice(upload.id, onChosen)
  if (profile.dialect === null) return null
  const { dialectChoice } = upload
  return (
    <section className={styles.field} aria-label="How the text is read">
      <span className={styles.label}>How the text is read</span>
      <p className={styles.reason}>
        {dialectSentence(profile.dialect, profile.encoding)} {dialectChoice === null ? 'As guessed.' : 'As you said.'}
      </p>
      {isOpen ? (
        <DialectForm
          profile={profile}
          before={dialectChoice}
          busy={choose.isPending}
          onChoose={(choice) => choose.mutate(choice)}
          onCancel={() => setOpen(false)}
        />
      ) : (
        <div className={styles.buttons}>
          <Button variant="default" onClick={() => setOpen(true)}>
            Read it in another way
          </Button>
          {dialectChoice !== null && (
            <Button variant="default" loading={choose.isPending} onClick={() => choose.mutate(null)}>
              Guess again
            </Button>
          )}
        </div>
      )}
      {choose.error && <Notice tone="bad" {...describeError(choose.error)} />}
    </section>
  )
}
