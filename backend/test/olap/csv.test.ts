import type { Cell } from '@nemeton/contract'
import t from 'tap'
import { csvLine } from '../../src/olap/csv.ts'

const lines: readonly [cells: readonly Cell[], plain: string, safe: string][] = [
  [[1, 'a', null, true, 2.5], '1,a,,true,2.5\n', '1,a,,true,2.5\n'],
  [
    ['a,b', 'say "x"', 'two\nlines', 'cr\r'],
    '"a,b","say ""x""","two\nlines","cr\r"\n',
    '"a,b","say ""x""","two\nlines","cr\r"\n',
  ],
  [['=1+1'], '=1+1\n', "'=1+1\n"],
  [['=HYPERLINK("http://x")'], '"=HYPERLINK(""http://x"")"\n', `"'=HYPERLINK(""http://x"")"\n`],
  [['+cmd', '-cmd', '@SUM(A1)', '\tx'], '+cmd,-cmd,@SUM(A1),\tx\n', "'+cmd,'-cmd,'@SUM(A1),'\tx\n"],
  [['＝1+1', '＋1', '－1', '＠x', '\n=1'], '＝1+1,＋1,－1,＠x,"\n=1"\n', `'＝1+1,'＋1,'－1,'＠x,"'\n=1"\n`],
  [['-5', '+3.25', '-1e9', '-.5', -7], '-5,+3.25,-1e9,-.5,-7\n', '-5,+3.25,-1e9,-.5,-7\n'],
  [['-5+cmd', '-', '+1 800'], '-5+cmd,-,+1 800\n', "'-5+cmd,'-,'+1 800\n"],
  [[' =1', "'=1"], " =1,'=1\n", " =1,'=1\n"],
]
for (const [cells, plain, safe] of lines)
  t.test(`writes ${JSON.stringify(cells)}`, async (t) => {
    t.equal(csvLine(cells), plain)
    t.equal(csvLine(cells, { safe: true }), safe)
  })
