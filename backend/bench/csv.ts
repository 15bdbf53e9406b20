/** A sales file of any size, made as it is read: header, then blocks of equal length. Nothing but one block is held. */
export interface GeneratedCsv {
  readonly bytes: number
  readonly rows: number
  /** Each block is a buffer of its own: a socket may still hold the one before. */
  blocks(): Generator<Buffer>
}

const header = 'ordered_at,order_number,branch,product,salesperson,channel,quantity,amount,cost,discount\n'
const rowsPerBlock = 5000
const branches = ['Nairobi', 'Mombasa', 'Kisumu', 'Nakuru', 'Eldoret', 'Thika', 'Malindi', 'Kitale']
const channels = ['online', 'offline']
const numberDigits = 10
const secondsADay = 86_400
const start = Date.UTC(2024, 0, 1)

interface Template {
  readonly bytes: Buffer
  /** Where each row begins. */
  readonly rows: readonly number[]
}

/** At least `wanted` bytes, to the next block. */
export function csvOf(wanted: number): GeneratedCsv {
  return assemble((template) => Math.max(1, Math.ceil((wanted - header.length) / template.bytes.length)))
}

/** At least `wanted` rows, to the next block. */
export function csvOfRows(wanted: number): GeneratedCsv {
  return assemble(() => Math.ceil(wanted / rowsPerBlock))
}

function assemble(countBlocks: (template: Template) => number): GeneratedCsv {
  const template = makeTemplate()
  const count = countBlocks(template)
  return {
    bytes: header.length + count * template.bytes.length,
    rows: count * rowsPerBlock,
    *blocks() {
      yield Buffer.from(header)
      for (let block = 0; block < count; block++) yield stamped(template, block * rowsPerBlock)
    },
  }
}

/** One block of rows from a seeded generator; time and number are filled in for each use. */
function makeTemplate(): Template {
  const random = seeded(20240101)
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T
  const rows: number[] = []
  let text = ''
  for (let row = 0; row < rowsPerBlock; row++) {
    rows.push(text.length)
    const quantity = 1 + Math.floor(random() * 12)
    const amount = quantity * (50 + random() * 9950)
    const fields = [
      new Date(start).toISOString().slice(0, 19),
      '0'.repeat(numberDigits),
      pick(branches),
      `"Product ${1 + Math.floor(random() * 400)}, boxed"`,
      `Person ${1 + Math.floor(random() * 60)}`,
      pick(channels),
      quantity,
      amount.toFixed(2),
      (amount * (0.5 + random() * 0.4)).toFixed(2),
      random() < 0.7 ? '' : (random() * 0.3).toFixed(3),
    ]
    text += `${fields.join(',')}\n`
  }
  return { bytes: Buffer.from(text, 'latin1'), rows }
}

/** A second passes from row to row. The template keeps the day it was last given. */
function stamped({ bytes, rows }: Template, first: number): Buffer {
  const block = Buffer.from(bytes)
  for (let row = 0; row < rows.length; row++) {
    const at = rows[row] as number
    const second = first + row
    const ofDay = second % secondsADay
    if (ofDay === 0) setDay([bytes, block], rows, row, second)
    digits(block, at + 11, 2, Math.floor(ofDay / 3600))
    digits(block, at + 14, 2, Math.floor(ofDay / 60) % 60)
    digits(block, at + 17, 2, ofDay % 60)
    digits(block, at + 20, numberDigits, second + 1)
  }
  return block
}

/** A day that begins inside a block holds for the rest of it, and for all of the template from the next block on. */
function setDay([template, block]: readonly [Buffer, Buffer], rows: readonly number[], from: number, second: number) {
  const day = Buffer.from(new Date(start + second * 1000).toISOString().slice(0, 10))
  for (const [row, at] of rows.entries()) {
    template.set(day, at)
    if (row >= from) block.set(day, at)
  }
}

function digits(into: Buffer, at: number, count: number, value: number): void {
  let left = value
  for (let position = at + count - 1; position >= at; position--) {
    into[position] = 48 + (left % 10)
    left = Math.floor(left / 10)
  }
}

function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32
    return state / 2 ** 32
  }
}
