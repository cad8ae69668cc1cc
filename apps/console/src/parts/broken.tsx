import { Anchor, Button } from '@mantine/core';
import { IconError404 } from '@tabler/icons-react';
import { Link, useRouteError } from 'react-router';
import { Page } from './page.js';
import { Empty, Failed } from './states.js';

/** In place of a page that broke, or that could not be loaded after a new release. */
export function Broken() {
  const error = useRouteError();
  return (
    <Page title="This page broke">
      <Failed error={error instanceof Error ? error : new Error('Nobody knows why.')} />
      <Button mt="md" onClick={() => location.reload()}>
        Load it again
      </Button>
    </Page>
  );
}

export function NotFound() {
  return (
    <Page title="There is no such page">
      <Empty title="The address leads nowhere" icon={IconError404}>
        Check it, or start from the{' '}
        <Anchor component={Link} to="/" underline="always">
          overview
        </Anchor>
        .
      </Empty>
    </Page>
  );
}
