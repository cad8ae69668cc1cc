import { Box } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { inScheme, type Scheme } from '../../../parts/mail-scheme.js';

interface MailFrameProps {
  readonly html: string;
  readonly width: number;
  readonly scheme: Scheme;
  readonly title: string;
}

const HEIGHT = 640;

/** A mail as its reader sees it. Nothing in it runs, and no link leads anywhere. Made smaller where there is no room. */
export function MailFrame({ html, width, scheme, title }: MailFrameProps) {
  const { ref, width: room } = useElementSize();
  const scale = room === 0 ? 1 : Math.min(1, room / width);
  return (
    <Box ref={ref} h={HEIGHT} style={{ overflow: 'hidden' }}>
      <iframe
        title={title}
        srcDoc={inScheme(html, scheme)}
        sandbox=""
        referrerPolicy="no-referrer"
        style={{
          colorScheme: scheme,
          width,
          height: HEIGHT / scale,
          border: '1px solid var(--mantine-color-default-border)',
          borderRadius: 8,
          background: scheme === 'dark' ? '#101312' : '#ffffff',
          transform: `scale(${scale})`,
          transformOrigin: 'top left',
          marginInline: scale < 1 ? 0 : 'auto',
          display: 'block',
        }}
      />
    </Box>
  );
}
