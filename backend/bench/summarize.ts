import { DuckDBInstance } from '@duckdb/node-api'

/** DuckDB's own SUMMARIZE over a CSV file as it comes out of the box. Prints the seconds and the rows. */
const [path = ''] = process.argv.slice(2)
const connection = await (await DuckDBInstance.create(':memory:')).connect()
const began = performance.now()
const reader = await connection.runAndReadAll(`SUMMARIZE SELECT * FROM read_csv('${path.replaceAll("'", "''")}')`)
const seconds = (performance.now() - began) / 1000
console.log(JSON.stringify({ seconds, columns: reader.getRowObjectsJson().length }))
