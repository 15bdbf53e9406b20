import styles from './PlanTree.module.css'
import type { PlanStep } from './plan.ts'

/** Druid's plan, the step that answers first and what feeds it below. */
export function PlanTree({ steps, raw }: { steps: readonly PlanStep[]; raw: string }) {
  return (
    <div className={styles.plan}>
      <Steps steps={steps} />
      <details className={styles.raw}>
        <summary>The plan as Druid writes it</summary>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keyboard */}
        <pre tabIndex={0}>{raw}</pre>
      </details>
    </div>
  )
}

function Steps({ steps }: { steps: readonly PlanStep[] }) {
  return (
    <ul className={styles.steps}>
      {steps.map((step, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a plan is drawn once and its steps have no names
        <li key={index} className={styles.step}>
          <h3 className={styles.title}>{step.title}</h3>
          <dl className={styles.facts}>
            {step.facts.map(({ name, text }) => (
              <div key={name} className={styles.fact}>
                <dt>{name}</dt>
                <dd>{text}</dd>
              </div>
            ))}
          </dl>
          {step.children.length > 0 && <Steps steps={step.children} />}
        </li>
      ))}
    </ul>
  )
}
