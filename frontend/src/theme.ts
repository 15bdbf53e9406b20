import { createTheme, type MantineColorsTuple } from '@mantine/core'

const grove: MantineColorsTuple = [
  '#e6f6f1',
  '#cdebe2',
  '#9bd8c6',
  '#66c5a9',
  '#3fb491',
  '#209f7b',
  '#128465',
  '#0b6b57',
  '#075645',
  '#043f33',
]
const stone: MantineColorsTuple = [
  '#f7f9f8',
  '#eff3f1',
  '#e1e7e4',
  '#cdd5d1',
  '#b3bdb8',
  '#8d9993',
  '#6a766f',
  '#4c5852',
  '#313b36',
  '#18211d',
]
const night: MantineColorsTuple = [
  '#dfe7e3',
  '#b5c2bc',
  '#93a29b',
  '#66756e',
  '#33403b',
  '#28332f',
  '#1a2320',
  '#141b19',
  '#0e1413',
  '#090d0c',
]

export const theme = createTheme({
  primaryColor: 'grove',
  primaryShade: { light: 7, dark: 6 },
  colors: { grove, gray: stone, dark: night },
  fontFamily:
    '-apple-system, BlinkMacSystemFont, "Segoe UI", Inter, Roboto, Ubuntu, Cantarell, "Noto Sans", "Liberation Sans", Arial, system-ui, sans-serif',
  fontFamilyMonospace: 'ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace',
  fontSizes: { xs: '12px', sm: '13px', md: '14px', lg: '16px', xl: '19px' },
  defaultRadius: 'sm',
  radius: { xs: '3px', sm: '5px', md: '7px', lg: '10px', xl: '16px' },
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    ActionIcon: { defaultProps: { variant: 'subtle', color: 'gray', size: 28 } },
    Button: { defaultProps: { size: 'xs' } },
    Checkbox: { defaultProps: { size: 'xs' } },
    Menu: { defaultProps: { shadow: 'md', transitionProps: { duration: 80 }, withInitialFocusPlaceholder: false } },
    Modal: { defaultProps: { transitionProps: { duration: 100 }, overlayProps: { opacity: 0.5 } } },
    NativeSelect: { defaultProps: { size: 'xs' } },
    Popover: { defaultProps: { shadow: 'md', transitionProps: { duration: 80 } } },
    SegmentedControl: { defaultProps: { size: 'xs', transitionDuration: 120 } },
    Select: { defaultProps: { size: 'xs', comboboxProps: { shadow: 'md' } } },
    // dozens of them shimmering take more of a small machine than what they wait for
    Skeleton: { defaultProps: { radius: 'sm', animate: false } },
    Switch: { defaultProps: { size: 'xs' } },
    Tabs: { defaultProps: { keepMounted: false } },
    TextInput: { defaultProps: { size: 'xs' } },
    Tooltip: {
      defaultProps: { openDelay: 300, withArrow: true, events: { hover: true, focus: true, touch: false } },
    },
  },
})
