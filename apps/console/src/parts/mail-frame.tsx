import { inScheme, type Scheme } from './mail-scheme.js';

/** Of a phone, CSS pixels. */
const PHONE_WIDTH = 375;

interface MailFrameProps {
  readonly html: string;
  /** Names the frame to who does not see it. */
  readonly title: string;
  readonly look?: Scheme;
  readonly isPhone?: boolean;
  /** CSS. */
  readonly height?: string;
}

/** A mail as its reader sees it. The frame runs no scripts and reaches nothing of this page. */
export function MailFrame({ html, title, look = 'light', isPhone = false, height = '70vh' }: MailFrameProps) {
  return (
    <iframe
      title={title}
      sandbox="allow-popups allow-popups-to-escape-sandbox"
      referrerPolicy="no-referrer"
      srcDoc={inScheme(html, look)}
      style={{
        border: '1px solid var(--mantine-color-default-border)',
        borderRadius: 'var(--mantine-radius-md)',
        background: look === 'dark' ? '#111' : '#fff',
        colorScheme: look,
        width: isPhone ? PHONE_WIDTH : '100%',
        maxWidth: '100%',
        height,
        display: 'block',
        margin: '0 auto',
      }}
    />
  );
}
