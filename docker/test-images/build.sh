#!/bin/sh
# Makes the images that the container tests need on a machine that can pull none:
# booking-test-postgres and booking-test-redis, from the packages of the Debian (or Ubuntu)
# it runs on. They take the settings of the official images that the tests use
# (entrypoint.sh says which), so the tests do not know the difference.
#
#   apt-get install -y docker.io debootstrap      # as root, with a Docker engine running
#   docker/test-images/build.sh
#   export TEST_CONTAINERS=1 TESTCONTAINERS_RYUK_DISABLED=true
#   export TEST_POSTGRES_IMAGE=booking-test-postgres TEST_REDIS_IMAGE=booking-test-redis
#   npm test
#
# Testcontainers' reaper (Ryuk) is an image of its own and cannot be pulled either; without it a
# test run that is killed with SIGKILL leaves its containers behind:
#   docker rm --force --volumes $(docker ps --all --quiet --filter label=org.testcontainers=true)
#
# Takes about a minute and 1 GB in TMPDIR. Needs root, as debootstrap does.
set -eu

here=$(cd "$(dirname "$0")" && pwd)

for tool in debootstrap docker; do
  command -v "$tool" >/dev/null || {
    echo "build.sh: $tool is missing: apt-get install -y docker.io debootstrap" >&2
    exit 1
  }
done
[ "$(id -u)" = 0 ] || {
  echo 'build.sh: debootstrap needs root: run it with sudo' >&2
  exit 1
}
docker info >/dev/null 2>&1 || {
  echo 'build.sh: no Docker engine answers: start dockerd, or set DOCKER_HOST' >&2
  exit 1
}

. /etc/os-release
# Whatever mirror this machine's apt uses serves debootstrap too.
mirror=$(apt-get indextargets --format '$(CODENAME) $(COMPONENT) $(REPO_URI)' 'Created-By: Packages' |
  awk -v suite="$VERSION_CODENAME" '$1 == suite && $2 == "main" { print $3; exit }')
[ -n "$mirror" ] || {
  echo "build.sh: apt has no source for $VERSION_CODENAME main: run apt-get update first" >&2
  exit 1
}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' INT TERM

echo "Installing Debian $VERSION_CODENAME with PostgreSQL and Redis into $work/root ..."
debootstrap --variant=minbase --include=postgresql,redis-server \
  "$VERSION_CODENAME" "$work/root" "$mirror" >"$work/log" 2>&1 || {
  tail -n 20 "$work/log" >&2
  exit 1
}
rm -rf "$work/root/var/cache/apt" "$work/root/var/lib/apt/lists" "$work/root/etc/apt/sources.list" \
  "$work/root/var/lib/postgresql" "$work/root/usr/share/doc" "$work/root/usr/share/man" "$work/root/usr/share/locale"
install -m 0755 "$here/entrypoint.sh" "$work/root/usr/local/bin/entrypoint.sh"
install -d -o "$(stat -c %u "$work/root/var/lib/redis")" -g "$(stat -c %g "$work/root/var/lib/redis")" "$work/root/data"

server=$(ls -d "$work"/root/usr/lib/postgresql/*/bin)
path="${server#"$work/root"}:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

image() { # name, what it runs, port
  tar --numeric-owner --directory "$work/root" --create . |
    docker import \
      --change 'ENTRYPOINT ["/usr/local/bin/entrypoint.sh"]' \
      --change "CMD [\"$2\"]" \
      --change "ENV PATH=$path LANG=C.UTF-8" \
      --change "EXPOSE $3" \
      - "$1" >/dev/null
  echo "Made the image $1"
}
image booking-test-postgres postgres 5432
image booking-test-redis redis-server 6379
