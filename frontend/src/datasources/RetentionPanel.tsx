import { Button, Skeleton } from '@mantine/core'
import { type Retention, type RetentionRule, setRetention } from '@nemeton/contract'
import { IconPlus } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../api/call.ts'
import { describeError } from '../api/error.ts'
import { Notice } from '../ui/Notice.tsx'
import { Panel } from '../ui/Panel.tsx'
import styles from './DatasourcePage.module.css'
import { retentionQuery } from './queries.ts'
import { RuleEditor } from './RuleEditor.tsx'
import { dangerOf, ruleWords } from './rule-words.ts'

/** How long rows stay: the first rule that fits a time chunk decides. */
export function RetentionPanel({ name }: { name: string }) {
  const retention = useQuery(retentionQuery(name))
  return (
    <Panel title="Retention" busy={retention.isPending}>
      {retention.data ? (
        <Rules name={name} retention={retention.data} />
      ) : retention.isError ? (
        <Notice tone="bad" {...describeError(retention.error)} />
      ) : (
        <Skeleton height={84} />
      )}
    </Panel>
  )
}

const fresh: RetentionRule = {
  action: 'load',
  when: { kind: 'period', period: 'P1Y', includeFuture: true },
  replicas: { _default_tier: 1 },
}

function Rules({ name, retention }: { name: string; retention: Retention }) {
  const [draft, setDraft] = useState<readonly RetentionRule[] | null>(null)
  const client = useQueryClient()
  const save = useMutation({
    mutationFn: (rules: readonly RetentionRule[]) =>
      call(setRetention, { params: { name }, body: { rules: [...rules] } }),
    onSuccess: (changed) => {
      client.setQueryData(retentionQuery(name).queryKey, changed)
      setDraft(null)
    },
  })
  const { rules, inherited, tiers } = retention
  const danger = draft && dangerOf(draft)
  return (
    <div className={styles.form}>
      {draft === null ? (
        <ol className={styles.rules} aria-label="Retention rules">
          {rules.map((rule, index) => (
            <li key={ruleWords(rule)}>
              {index + 1}. {ruleWords(rule)}
            </li>
          ))}
          {inherited.map((rule) => (
            <li key={ruleWords(rule)} className={styles.hint}>
              {rules.length > 0 ? 'Otherwise: ' : ''}
              {ruleWords(rule)} (inherited from the cluster)
            </li>
          ))}
        </ol>
      ) : (
        <ol className={styles.rules} aria-label="Retention rules, being edited">
          {draft.map((rule, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a draft's rules have no other identity
            <li key={index}>
              <RuleEditor
                number={index + 1}
                rule={rule}
                tiers={tiers}
                onChange={(next) => setDraft(draft.with(index, next))}
                onRemove={() => setDraft(draft.toSpliced(index, 1))}
                onUp={
                  index === 0 ? null : () => setDraft(draft.toSpliced(index - 1, 2, rule, draft[index - 1] ?? rule))
                }
              />
            </li>
          ))}
          {draft.length === 0 && <li className={styles.hint}>No rules of its own: the cluster’s hold.</li>}
        </ol>
      )}
      {danger && <Notice tone="warn" cause={danger} />}
      {save.isError && <Notice tone="bad" {...describeError(save.error)} />}
      <div className={styles.buttons}>
        {draft === null ? (
          <Button variant="default" onClick={() => setDraft(rules)}>
            Edit the rules
          </Button>
        ) : (
          <>
            <Button
              variant="default"
              leftSection={<IconPlus size={14} aria-hidden />}
              disabled={draft.length >= 50}
              onClick={() =>
                setDraft([...draft, draft.length === 0 ? fresh : { action: 'drop', when: { kind: 'forever' } }])
              }
            >
              Add a rule
            </Button>
            <Button loading={save.isPending} onClick={() => save.mutate(draft)}>
              Save the rules
            </Button>
            <Button
              variant="default"
              onClick={() => {
                save.reset()
                setDraft(null)
              }}
            >
              Cancel
            </Button>
          </>
        )}
      </div>
    </div>
  )
}
