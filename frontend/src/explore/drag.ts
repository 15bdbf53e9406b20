import type { DragEvent } from 'react'

const kind = 'application/x-nemeton-dimension'

/** Makes an element carry a dimension to where splits are. */
export const dragDimension = (column: string) => ({
  draggable: true,
  onDragStart: (event: DragEvent) => {
    event.dataTransfer.setData(kind, column)
    event.dataTransfer.effectAllowed = 'copyMove'
  },
})

export const carriesDimension = (event: DragEvent): boolean => event.dataTransfer.types.includes(kind)

export const droppedDimension = (event: DragEvent): string => event.dataTransfer.getData(kind)
