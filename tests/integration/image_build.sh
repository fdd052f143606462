#!/usr/bin/env bash
# Builds the container image from docker/Dockerfile for real, without a container engine or registry, and runs it.
# Layers are kept: a second run rebuilds only what changed. Needs root, buildah and debootstrap.
set -euo pipefail
cd "$(dirname "$0")/../.."

readonly name=localhost/vocmap:latest
for tool in buildah debootstrap; do
  if ! command -v "$tool" >/dev/null; then
    echo "FAILED: $tool is not installed" >&2
    exit 1
  fi
done
if [[ $(id -u) != 0 ]]; then
  echo "FAILED: debootstrap and chroot isolation need root" >&2
  exit 1
fi

tests/integration/image_base.sh
buildah bud --isolation chroot --pull=never --network host --layers --format docker \
  --ignorefile docker/Dockerfile.dockerignore --file docker/Dockerfile --tag "$name" .

container=$(buildah from --pull-never "$name")
trap 'buildah rm "$container" >/dev/null' EXIT
inside() { buildah run --isolation chroot --network host "$container" -- "$@"; }
fact() {
  local what=$1
  shift
  if ! "$@"; then
    echo "FAILED: $what" >&2
    exit 1
  fi
  echo "ok: $what"
}
runs_as_user() { [[ $(inside id -u) == 10001 ]]; }
state_is_writable() { inside sh -c 'touch /var/lib/vocmap/.probe && rm /var/lib/vocmap/.probe'; }
libraries_are_found() { inside sh -c 'ldd /usr/bin/vocmap >/tmp/libraries && ! grep "not found" /tmp/libraries'; }
has_no_compiler() { inside sh -c '! command -v c++ && ! command -v cmake'; }
has_health_check() { buildah inspect --type image --format '{{.Docker.Config.Healthcheck}}' "$name" | grep -q /healthz; }

fact "it runs as a user without rights" runs_as_user
fact "the user can write its state" state_is_writable
fact "every shared library is in the image" libraries_are_found
fact "no build tool is in the image" has_no_compiler
fact "it has a health check" has_health_check
fact "vocmap --version" inside vocmap --version
fact "vocmap check accepts the sample journeys" inside vocmap check --journeys /etc/vocmap/journeys.yaml
fact "vocmap demo runs and ends" inside vocmap demo --seconds 20
buildah images --format '{{.Name}}:{{.Tag}} {{.Size}}' "$name"
