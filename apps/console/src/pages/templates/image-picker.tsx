import {
  Button,
  FileButton,
  Group,
  Image,
  Loader,
  Modal,
  SimpleGrid,
  Stack,
  Text,
  UnstyledButton,
} from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconPhoto, IconUpload } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Empty, Failed, Shown } from '../../parts/states.js';
import { useSession } from '../../session/session.js';
import { addAsset, assetsQuery, type Asset } from './assets.js';

/** Chooses one of the shop's pictures, or takes a new one. */
export function ImagePicker({ onPick }: { readonly onPick: (asset: Asset) => void }) {
  const [opened, { open, close }] = useDisclosure(false);
  const pick = (asset: Asset): void => {
    onPick(asset);
    close();
  };
  return (
    <>
      <Button
        variant="default"
        size="xs"
        leftSection={<IconPhoto size={14} aria-hidden />}
        onClick={open}
        style={{ alignSelf: 'flex-start' }}
      >
        Choose a picture
      </Button>
      <Modal opened={opened} onClose={close} title="Pictures of the shop" size="lg">
        <Pictures onPick={pick} />
      </Modal>
    </>
  );
}

function Pictures({ onPick }: { readonly onPick: (asset: Asset) => void }) {
  const { role } = useSession();
  const queries = useQueryClient();
  const assets = useQuery(assetsQuery);
  const adding = useMutation({
    mutationFn: addAsset,
    onSuccess: (asset) => {
      void queries.invalidateQueries({ queryKey: assetsQuery.queryKey });
      onPick(asset);
    },
  });
  return (
    <Stack>
      {role === 'admin' && (
        <Group>
          <FileButton
            onChange={(file) => file && adding.mutate(file)}
            accept="image/png,image/jpeg,image/gif,image/webp"
            inputProps={{ 'aria-label': 'A picture to add' }}
          >
            {(props) => (
              <Button {...props} leftSection={<IconUpload size={16} aria-hidden />} loading={adding.isPending}>
                Add a picture
              </Button>
            )}
          </FileButton>
          <Text size="sm" c="dimmed">
            PNG, JPEG, GIF or WebP, up to 1 MB.
          </Text>
        </Group>
      )}
      {adding.error && <Failed error={adding.error} />}
      <Shown
        of={assets}
        loading={<Loader aria-label="Loading the pictures" />}
        empty={{
          when: (all) => all.length === 0,
          show: <Empty title="No pictures yet">{role === 'admin' ? 'Add the first.' : 'An admin can add some.'}</Empty>,
        }}
      >
        {(all) => (
          <SimpleGrid cols={{ base: 2, xs: 3, sm: 4 }}>
            {all.map((asset, at) => (
              <UnstyledButton
                key={asset.url}
                onClick={() => onPick(asset)}
                aria-label={`Picture ${at + 1}, ${asset.width} by ${asset.height}`}
              >
                <Image src={asset.url} alt="" h={110} fit="contain" radius="sm" />
                <Text size="xs" c="dimmed" ta="center">
                  {asset.width} × {asset.height}
                </Text>
              </UnstyledButton>
            ))}
          </SimpleGrid>
        )}
      </Shown>
    </Stack>
  );
}
