const explained = /^\s*EXPLAIN\s+PLAN\s+FOR\b/i

/** The statement that asks for the plan, with the lines that it puts before what was written. */
export const explainOf = (statement: string): { readonly statement: string; readonly linesBefore: number } =>
  explained.test(statement)
    ? { statement, linesBefore: 0 }
    : { statement: `EXPLAIN PLAN FOR\n${statement}`, linesBefore: 1 }
