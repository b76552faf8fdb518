# SPDX-License-Identifier: MIT
# Sourced by run, test and measure: what a command needs is collected with `need`, then installed
# at once by `install_needed`. Costs nothing where everything is there.
# shellcheck shell=bash

needed_packages=()

# need COMMAND PACKAGE...: COMMAND (or the file, if it has a slash) comes from these packages.
need() {
  local wanted=$1
  shift
  if [[ $wanted == */* ]]; then
    [[ -e $wanted ]] && return
  else
    command -v "$wanted" >/dev/null 2>&1 && return
  fi
  needed_packages+=("$@")
}

need_host_build() {
  need g++ g++
  need cmake cmake
  need ninja ninja-build
  need /usr/include/openssl/ssl.h libssl-dev
  need /usr/include/ares.h libc-ares-dev
}

need_arm_build() {
  need cmake cmake
  need ninja ninja-build
  need arm-none-eabi-g++ gcc-arm-none-eabi
  need /usr/lib/arm-none-eabi/newlib/libc_nano.a libnewlib-arm-none-eabi
  need /usr/lib/arm-none-eabi/newlib/libsupc++_nano.a libstdc++-arm-none-eabi-newlib
}

# RISC-V takes its C++ headers from the compiler for Arm.
need_riscv_build() {
  need_arm_build
  need riscv64-unknown-elf-g++ gcc-riscv64-unknown-elf
  need /usr/lib/picolibc/riscv64-unknown-elf/lib/libc.a picolibc-riscv64-unknown-elf
}

need_pico_emulator() {
  need node nodejs
  need npm npm
}

# fetch_from_npm NAME FOLDER INTO WHAT OPTION...: what FOLDER/package.json names, into build/INTO,
# once for each version of it. NAME says who asks, WHAT what is fetched. 1 if it cannot.
fetch_from_npm() {
  local name=$1 source folder what=$4
  source=$(dirname "${BASH_SOURCE[0]}")/$2
  folder=$(dirname "${BASH_SOURCE[0]}")/../build/$3
  shift 4
  cmp -s "$source/package-lock.json" "$folder/fetched" && return 0
  echo "$name: fetching $what from npm (into build/${folder##*/})" >&2
  mkdir -p "$folder"
  cp "$source"/package*.json "$folder"
  if (cd "$folder" && npm ci --silent --ignore-scripts --no-audit --no-fund "$@" >&2); then
    cp "$folder/package-lock.json" "$folder/fetched"
  else
    echo "$name: npm could not fetch it: is there a network?" >&2
    return 1
  fi
}

fetch_rp2040js() {
  fetch_from_npm "$1" emulator/rp2040 rp2040js "rp2040js, the emulator of the Pico,"
}

# With what its tests need.
fetch_browser_board() {
  fetch_from_npm "$1" browser browser "the board in the browser and its tools"
}

need_network_build() {
  need apt-get apt
  need dpkg-source dpkg-dev
}

# The package lists of this machine, for sources: into the file $1.
write_source_list() {
  local lists=/etc/apt/sources.list.d/debian.sources
  if [[ -e $lists ]]; then
    sed 's/^Types:.*/Types: deb-src/' "$lists" >"$1.sources"
    echo "$1.sources"
  else
    sed -n 's/^deb /deb-src /p' /etc/apt/sources.list >"$1.list"
    echo "$1.list"
  fi
}

# unpack_debian_source PACKAGE FOLDER: its sources into FOLDER/source. Nothing of the machine's own
# lists and files is touched, and nobody need be root.
unpack_debian_source() (
  cd "$2"
  mkdir -p lists/partial cache/archives/partial
  apt() {
    apt-get -qq -o Dir::Etc::sourcelist="$list" -o Dir::Etc::sourceparts=/nonexistent \
      -o Dir::State::lists="$PWD/lists" -o Dir::Cache="$PWD/cache" -o APT::Sandbox::User=root "$@"
  }
  list=$(write_source_list "$PWD/sources") && apt update && apt source --download-only "$1" &&
    dpkg-source --no-check -x "$1"_*.dsc source
)

# fetch_sources NAME PACKAGE WHAT: the sources of a package into build/PACKAGE, once. NAME says who
# asks, WHAT what it is. 1 if it cannot.
fetch_sources() {
  local name=$1 package=$2 what=$3 folder log
  folder=$(realpath -m "$(dirname "${BASH_SOURCE[0]}")/../build/$package")
  [[ -e $folder/fetched ]] && return 0
  echo "$name: fetching $what, from Debian (into build/$package)" >&2
  rm -rf "$folder" "$folder.new"
  mkdir -p "$folder.new"
  log=$folder.new/log
  if unpack_debian_source "$package" "$folder.new" >"$log" 2>&1; then
    touch "$folder.new/source/fetched"
    mv "$folder.new/source" "$folder"
    rm -rf "$folder.new"
  else
    tail -5 "$log" >&2
    echo "$name: the sources of $package could not be fetched from Debian: is there a network?" >&2
    return 1
  fi
}

fetch_lwip() {
  fetch_sources "$1" lwip "lwIP, the network of chips"
}

fetch_mbedtls() {
  fetch_sources "$1" mbedtls "mbedTLS, the TLS of chips"
}

# The board's emulator.
need_emulator() {
  need python3 python3
  if [[ $1 == pico ]]; then
    need_pico_emulator
  elif [[ $1 == riscv ]]; then
    need qemu-system-riscv32 qemu-system-misc
  else
    need qemu-system-arm qemu-system-arm
  fi
}

# Runs apt-get as root, with sudo, or not at all.
as_root() {
  if [[ $(id -u) == 0 ]]; then
    "$@"
  elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
    sudo -n "$@"
  else
    return 1
  fi
}

# apt-get, reduced to what shows that it moves on.
apt_install() {
  as_root env DEBIAN_FRONTEND=noninteractive apt-get "$@" \
    -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0 </dev/null 2>&1 |
    sed -nu -e 's/^\(Get:[0-9]*\) [^ ]* [^ ]* [^ ]* \([^ ]*\).*/  \1 \2/p' \
      -e 's/^Setting up/  setting up/p' -e '/^[EW]:/p' >&2
}

# Whether the package lists on this machine know all of these.
knows_packages() {
  apt-get install --simulate "$@" >/dev/null 2>&1
}

# install_needed NAME: installs what `need` found missing; NAME says who asks. 1 if it cannot.
install_needed() {
  [[ ${#needed_packages[@]} == 0 ]] && return 0
  local name=$1 packages=("${needed_packages[@]}")
  needed_packages=()
  echo "$name: installing ${packages[*]}" >&2
  if command -v apt-get >/dev/null 2>&1 && as_root true; then
    if knows_packages "${packages[@]}"; then
      apt_install install -y --no-install-recommends "${packages[@]}" && return 0
    fi
    echo "$name: updating the package lists" >&2
    apt_install update || true
    apt_install install -y --no-install-recommends "${packages[@]}" && return 0
  fi
  echo "$name: these packages are needed; please install them:" >&2
  echo "  sudo apt-get install --no-install-recommends ${packages[*]}" >&2
  return 1
}
