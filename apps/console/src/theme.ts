import { createTheme, type CSSVariablesResolver, type MantineColorsTuple } from '@mantine/core';

/** The green of the mails. Shade 7 carries white text, and is text on white, at a contrast above 4.5. */
const leaf: MantineColorsTuple = [
  '#eef8f4',
  '#dcefe8',
  '#b5decf',
  '#8bccb5',
  '#68bd9f',
  '#51b490',
  '#2f8d6c',
  '#17654f',
  '#125442',
  '#0b4334',
];

export const theme = createTheme({
  primaryColor: 'leaf',
  primaryShade: { light: 7, dark: 7 },
  colors: { leaf },
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, sans-serif',
  fontFamilyMonospace: 'ui-monospace, SFMono-Regular, Menlo, Consolas, monospace',
  defaultRadius: 'md',
  autoContrast: true,
  focusRing: 'auto',
  respectReducedMotion: true,
  components: {
    // The head of a dialog is no head of the page.
    Modal: {
      defaultProps: { attributes: { header: { role: 'presentation' } }, closeButtonProps: { 'aria-label': 'Close' } },
    },
    Notification: { defaultProps: { closeButtonProps: { 'aria-label': 'Dismiss' } } },
  },
});

/** Shades of text that the library has too faint to be read by everybody: each has a contrast above 4.5 here. */
export const readableColors: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-dimmed': '#596068',
    '--mantine-color-placeholder': '#6b7280',
    '--mantine-color-error': 'var(--mantine-color-red-9)',
    '--mantine-color-red-text': 'var(--mantine-color-red-9)',
    '--mantine-color-orange-light-color': '#9a3412',
  },
  dark: {
    '--mantine-color-dimmed': '#a9abb0',
    '--mantine-color-placeholder': '#9a9ca1',
    '--mantine-color-error': 'var(--mantine-color-red-4)',
    '--mantine-color-red-text': 'var(--mantine-color-red-4)',
  },
});
