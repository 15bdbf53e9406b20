/** What an exploration's answer can be drawn as; the link holds the name. */
export const visualizationNames = [
  'bars',
  'line',
  'area',
  'bar',
  'heatmap',
  'pivot',
  'flat',
  'scatter',
  'box',
  'calendar',
] as const
export type VisualizationName = (typeof visualizationNames)[number]
