import { type MantineColorScheme, useMantineColorScheme } from '@mantine/core'
import { IconDeviceDesktop, IconMoon, IconSun } from '@tabler/icons-react'

const order = ['auto', 'light', 'dark'] as const
const names: Readonly<Record<MantineColorScheme, string>> = { auto: 'Auto', light: 'Light', dark: 'Dark' }
const icons = { auto: IconDeviceDesktop, light: IconSun, dark: IconMoon }

/** Goes round auto, light and dark. */
export function ColorSchemeButton({ className, labelClassName }: { className?: string; labelClassName?: string }) {
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const Icon = icons[colorScheme]
  const next = order[(order.indexOf(colorScheme) + 1) % order.length] ?? 'auto'
  const label = `Theme: ${names[colorScheme]}. Change to ${names[next]}`
  return (
    <button type="button" className={className} onClick={() => setColorScheme(next)} aria-label={label} title={label}>
      <Icon size={18} stroke={1.8} aria-hidden style={{ flex: 'none' }} />
      <span className={labelClassName}>{names[colorScheme]}</span>
    </button>
  )
}
