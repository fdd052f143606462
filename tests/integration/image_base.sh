#!/usr/bin/env bash
# Puts a Debian 13 base image into the local image store under the name that the Dockerfile's FROM resolves to,
# for machines without a container registry. Does nothing when the image is there; --fresh builds it again.
# The package mirror is the one that this machine's own apt uses.
set -euo pipefail

readonly image=docker.io/library/debian:trixie-slim
if [[ ${1:-} != --fresh ]] && buildah inspect --type image "$image" >/dev/null 2>&1; then
  echo "base image: $image is present"
  exit 0
fi

# Of apt's sources, the first that is Debian itself (not its security archive, not a third party).
mirror=$(apt-get indextargets --format '$(REPO_URI)' \
  'Created-By: Packages' 'Component: main' 'Origin: Debian' 'Label: Debian' | sed -n 1p)
if [[ -z $mirror ]]; then
  echo "FAILED: apt on this machine knows no Debian mirror (run apt-get update first)" >&2
  exit 1
fi

work=$(mktemp -d)
container=
finish() {
  [[ -z $container ]] || buildah rm "$container" >/dev/null
  rm -rf "$work"
}
trap finish EXIT

echo "base image: debootstrap of trixie"
debootstrap --variant=minbase trixie "$work/root" "$mirror" >"$work/log" 2>&1 || { tail -n 20 "$work/log" >&2; exit 1; }
rm -rf "$work"/root/var/cache/apt/archives/*.deb "$work"/root/var/lib/apt/lists/*
tar -C "$work/root" --numeric-owner --one-file-system -cf "$work/root.tar" .

container=$(buildah from scratch)
buildah add --quiet "$container" "$work/root.tar" / >/dev/null
buildah config --cmd bash "$container"
buildah commit --quiet "$container" "$image" >/dev/null
echo "base image: $image is ready"
