import { Anchor } from '@mantine/core';
import { IconTemplate } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams, useSearchParams } from 'react-router';
import { isNotFound } from '../../api/problem.js';
import { Page } from '../../parts/page.js';
import { Empty, Failed, Loading } from '../../parts/states.js';
import { channelOf, templateText } from '../../parts/words.js';
import { useSession } from '../../session/session.js';
import { Builder } from './builder.js';
import { keyText, referenceQuery, templateQuery, type TemplateKey } from './template-api.js';

/** One template: read, written, tried out and saved. */
export function Component() {
  const { name = '', type } = useParams();
  const [search] = useSearchParams();
  const channel = channelOf(type);
  if (channel === undefined) return <Missing name={name} />;
  const key: TemplateKey = { name, channel, locale: search.get('locale') ?? 'en' };
  return <Opened key={keyText(key)} of={key} isNew={search.get('new') === '1'} />;
}

function Opened({ of: key, isNew }: { readonly of: TemplateKey; readonly isNew: boolean }) {
  const { role } = useSession();
  const template = useQuery(templateQuery(key));
  const reference = useQuery(referenceQuery);
  const error = template.error ?? reference.error;
  const isMissing = isNotFound(template.error);
  const mayBegin = isMissing && isNew && role === 'admin';

  if (reference.data && (template.data || mayBegin))
    return <Builder of={key} stored={template.data ?? null} reference={reference.data} />;
  if (isMissing) return <Missing name={key.name} />;
  return (
    <Page title={templateText(key.name)} within={{ to: '/templates', label: 'Templates' }}>
      {error ? (
        <Failed error={error} retry={() => void Promise.all([template.refetch(), reference.refetch()])} />
      ) : (
        <Loading rows={8} />
      )}
    </Page>
  );
}

function Missing({ name }: { readonly name: string }) {
  return (
    <Page title={templateText(name)} within={{ to: '/templates', label: 'Templates' }}>
      <Empty title="There is no such template" icon={IconTemplate}>
        Not in this channel and language. Find another in the list of{' '}
        <Anchor component={Link} to="/templates" underline="always">
          templates
        </Anchor>
        , where admins also add new ones.
      </Empty>
    </Page>
  );
}
