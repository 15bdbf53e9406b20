/** Full-width signs too: a spreadsheet takes them for the plain ones. */
const starts = /^[=+\-@\t\r\n＝＋－＠]/
const plainNumber = /^[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?$/

/** Whether a spreadsheet would run this text as a formula; a plain number with its sign is none. */
export const isFormulaCell = (text: string): boolean => starts.test(text) && !plainNumber.test(text)
