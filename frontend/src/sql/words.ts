/** What a reading statement is written with in Druid's SQL; functions are asked of Druid itself. */
export const keywords = (
  'ALL AND ANY AS ASC BETWEEN BY CASE CROSS CUBE CURRENT DESC DISTINCT ELSE END ESCAPE EXCEPT EXISTS EXPLAIN FALSE ' +
  'FETCH FILTER FIRST FOLLOWING FOR FROM FULL GROUP GROUPING HAVING IN INNER INTERSECT INTERVAL IS JOIN LAST LEFT LIKE ' +
  'LIMIT NEXT NOT NULL NULLS OFFSET ON ONLY OR ORDER OUTER OVER PARTITION PLAN PRECEDING RANGE RIGHT ROLLUP ROW ROWS ' +
  'SELECT SETS SIMILAR SOME SYMMETRIC THEN TO TRUE UNBOUNDED UNION UNKNOWN UNNEST USING VALUES WHEN WHERE WINDOW WITH ' +
  'YEAR QUARTER MONTH WEEK DAY HOUR MINUTE SECOND'
).split(' ')

export const columnTypes =
  'ARRAY BIGINT BOOLEAN CHAR DATE DECIMAL DOUBLE FLOAT INTEGER JSON REAL SMALLINT TIMESTAMP TINYINT VARCHAR'.split(' ')

/** Words that mean something else when they stand without quotes. */
const reserved = new Set([
  ...keywords,
  ...columnTypes,
  ...'ABS AVG COUNT END LANGUAGE MAX METHOD MIN MODULE NAME POSITION RANK REF RESULT START SUM TIME USER VALUE'.split(
    ' ',
  ),
])

/** A name as it stands in a statement: quoted unless it is a plain word of its own. */
export const quoteName = (name: string): string =>
  /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) && !reserved.has(name.toUpperCase()) ? name : `"${name.replaceAll('"', '""')}"`
