import { useComputedColorScheme } from '@mantine/core'
import { useElementSize } from '@mantine/hooks'
import { type PointerEvent, useEffect, useRef } from 'react'
import styles from './ChartFrame.module.css'

/** What one draws with: the box in pixels, and the theme's colours by their names. */
export interface Sheet {
  readonly context: CanvasRenderingContext2D
  readonly width: number
  readonly height: number
  readonly color: (name: string) => string
}

interface CanvasProps {
  readonly height: number
  readonly draw: (sheet: Sheet) => void
  /** Where the pointer is; null when it has left. */
  readonly onMove: (place: { readonly x: number; readonly y: number; readonly width: number } | null) => void
  readonly onPress: (exclude: boolean) => void
}

/** Marks drawn as pixels: thousands of them cost no more than a hundred elements. */
export function Canvas({ height, draw, onMove, onPress }: CanvasProps) {
  const { ref, width } = useElementSize()
  const canvas = useRef<HTMLCanvasElement>(null)
  const scheme = useComputedColorScheme()
  // biome-ignore lint/correctness/useExhaustiveDependencies: another theme has other colours
  useEffect(() => {
    const context = canvas.current?.getContext('2d')
    if (!canvas.current || !context || width === 0) return
    const scale = window.devicePixelRatio || 1
    canvas.current.width = Math.round(width * scale)
    canvas.current.height = Math.round(height * scale)
    context.setTransform(scale, 0, 0, scale, 0, 0)
    context.clearRect(0, 0, width, height)
    const style = getComputedStyle(canvas.current)
    context.font = `12px ${style.fontFamily}`
    context.textBaseline = 'middle'
    draw({ context, width, height, color: (name) => style.getPropertyValue(name).trim() })
  }, [draw, width, height, scheme])
  const place = (event: PointerEvent<HTMLCanvasElement>) => {
    const box = event.currentTarget.getBoundingClientRect()
    return { x: event.clientX - box.left, y: event.clientY - box.top, width: box.width }
  }
  return (
    <div ref={ref} style={{ height }}>
      <canvas
        ref={canvas}
        className={styles.canvas}
        style={{ height }}
        onPointerMove={(event) => onMove(place(event))}
        onPointerLeave={() => onMove(null)}
        onClick={(event) => onPress(event.shiftKey)}
      />
    </div>
  )
}

/** Text that fits a width, cut with an ellipsis. */
export function fitText(context: CanvasRenderingContext2D, text: string, width: number): string {
  if (context.measureText(text).width <= width) return text
  let end = text.length
  while (end > 1 && context.measureText(`${text.slice(0, end)}…`).width > width) end -= 1
  return end <= 1 ? '' : `${text.slice(0, end)}…`
}
