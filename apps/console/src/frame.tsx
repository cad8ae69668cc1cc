import {
  Anchor,
  AppShell,
  Avatar,
  Burger,
  Center,
  Group,
  Loader,
  Menu,
  NavLink,
  ScrollArea,
  Text,
  UnstyledButton,
  VisuallyHidden,
  useMantineColorScheme,
} from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import {
  IconAddressBookOff,
  IconBell,
  IconCalendarEvent,
  IconChartBar,
  IconDeviceDesktop,
  IconHeartRateMonitor,
  IconHome,
  IconInbox,
  IconLogout,
  IconMoon,
  IconStack2,
  IconSun,
  IconTemplate,
  IconUsers,
  type Icon,
} from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { Navigate, Outlet, NavLink as RouterLink, useLocation, useNavigate, useNavigation } from 'react-router';
import { LiveChanges } from './api/live.js';
import { Problem } from './api/problem.js';
import { Failed } from './parts/states.js';
import { currentSession, endSession, SessionProvider, useCurrentSession, type Session } from './session/session.js';
import { signInPath } from './session/way-in.js';

interface Entry {
  readonly to: string;
  readonly label: string;
  readonly icon: Icon;
  readonly admin?: boolean;
}

const ENTRIES: readonly Entry[] = [
  { to: '/', label: 'Overview', icon: IconHome },
  { to: '/inbox', label: 'Inbox', icon: IconInbox },
  { to: '/notifications', label: 'Notifications', icon: IconBell },
  { to: '/appointments', label: 'Appointments', icon: IconCalendarEvent },
  { to: '/people', label: 'People', icon: IconUsers },
  { to: '/templates', label: 'Templates', icon: IconTemplate },
  { to: '/analytics', label: 'Analytics', icon: IconChartBar },
  { to: '/suppressions', label: 'Opt-outs', icon: IconAddressBookOff },
  { to: '/status', label: 'Status', icon: IconHeartRateMonitor },
  { to: '/queues', label: 'Queues', icon: IconStack2, admin: true },
];

/** What stands around each page: where one can go, who is signed in. Nobody who is not gets past it. */
export function Frame() {
  const session = useCurrentSession();
  const location = useLocation();
  if (session.data) {
    return (
      <SessionProvider value={session.data}>
        <LiveChanges />
        <Shell session={session.data} />
      </SessionProvider>
    );
  }
  if (session.error instanceof Problem && session.error.status === 401)
    return <Navigate to={signInPath(location)} replace />;
  if (session.error)
    return (
      <Center component="main" mih="100vh" p="md">
        <Failed error={session.error} retry={() => void session.refetch()} />
      </Center>
    );
  return (
    <Center component="main" mih="100vh">
      <Loader aria-label="Loading" />
    </Center>
  );
}

function Shell({ session }: { readonly session: Session }) {
  const [opened, { toggle, close }] = useDisclosure(false);
  const isLoading = useNavigation().state === 'loading';
  return (
    <AppShell
      header={{ height: 56 }}
      navbar={{ width: 220, breakpoint: 'sm', collapsed: { mobile: !opened } }}
      padding={{ base: 'md', sm: 'lg' }}
    >
      <AppShell.Header>
        <Anchor href="#main" className="skip" onClick={focusMain}>
          Skip to the page
        </Anchor>
        <Group h="100%" px="md" justify="space-between" wrap="nowrap">
          <Group gap="xs" wrap="nowrap" miw={0}>
            <Burger
              opened={opened}
              onClick={toggle}
              hiddenFrom="sm"
              size="sm"
              aria-label="Pages"
              aria-expanded={opened}
            />
            <img src="./icon.svg" alt="" width={26} height={26} />
            <Text fw={650} truncate>
              {session.shop.name}
            </Text>
          </Group>
          <Group gap="xs" wrap="nowrap">
            {isLoading && <Loader size="xs" aria-label="Loading the page" />}
            <WhoIsIn session={session} />
          </Group>
        </Group>
      </AppShell.Header>
      <AppShell.Navbar p="xs" aria-label="Pages">
        <ScrollArea>
          {ENTRIES.filter(({ admin }) => admin !== true || session.role === 'admin').map((entry) => (
            <Way key={entry.to} entry={entry} onFollow={close} />
          ))}
        </ScrollArea>
      </AppShell.Navbar>
      <AppShell.Main id="main" tabIndex={-1}>
        <Outlet />
      </AppShell.Main>
    </AppShell>
  );
}

function focusMain(event: React.MouseEvent): void {
  event.preventDefault();
  document.getElementById('main')?.focus();
}

function Way({ entry: { to, label, icon: Icon }, onFollow }: { readonly entry: Entry; readonly onFollow: () => void }) {
  const { pathname } = useLocation();
  const active = to === '/' ? pathname === '/' : pathname === to || pathname.startsWith(`${to}/`);
  return (
    <NavLink
      component={RouterLink}
      to={to}
      label={label}
      leftSection={<Icon size={18} stroke={1.6} aria-hidden />}
      active={active}
      aria-current={active ? 'page' : undefined}
      variant="light"
      onClick={onFollow}
    />
  );
}

const LOOKS = [
  { value: 'auto', label: 'As the device', icon: IconDeviceDesktop },
  { value: 'light', label: 'Light', icon: IconSun },
  { value: 'dark', label: 'Dark', icon: IconMoon },
] as const;

function WhoIsIn({ session }: { readonly session: Session }) {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const name = session.name ?? session.sub;
  const leave = async (): Promise<void> => {
    await endSession().catch(() => undefined);
    queries.removeQueries({ queryKey: currentSession.queryKey });
    await navigate('/sign-in');
    queries.clear();
  };
  return (
    <Menu position="bottom-end" width={220}>
      <Menu.Target>
        <UnstyledButton>
          <VisuallyHidden>
            {name}, {session.role}: your menu
          </VisuallyHidden>
          <Avatar name={name} color="leaf" radius="xl" size={34} alt="" aria-hidden />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          {name} · {session.role}
        </Menu.Label>
        <Menu.Divider />
        <Menu.Label>Look</Menu.Label>
        {LOOKS.map(({ value, label, icon: Icon }) => (
          <Menu.Item
            key={value}
            leftSection={<Icon size={16} aria-hidden />}
            onClick={() => setColorScheme(value)}
            aria-checked={colorScheme === value}
            role="menuitemradio"
            fw={colorScheme === value ? 650 : undefined}
          >
            {label}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout size={16} aria-hidden />} onClick={() => void leave()}>
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
