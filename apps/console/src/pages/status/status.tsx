import { Page } from '../../parts/page.js';

export function Component() {
  return <Page title="Status">{null}</Page>;
}
