const endings = /(\.(csv|tsv|txt|tab|json|ndjson|jsonl|xlsx|xlsm|xls|parquet|gz|gzip|zst|zstd))+$/i

/** `Sales report 2024 (final).csv.gz` → `sales_report_2024_final`. */
export function datasourceFromFilename(filename: string): string {
  const base = filename.split(/[\\/]/).at(-1) ?? ''
  const name = base
    .normalize('NFC')
    .replace(endings, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '_')
    .replace(/^_+|_+$/g, '')
  return [...name].slice(0, 100).join('').replace(/_+$/, '') || 'upload'
}
