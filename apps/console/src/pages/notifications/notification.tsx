import { Page } from '../../parts/page.js';

export function Component() {
  return <Page title="Notification">{null}</Page>;
}
