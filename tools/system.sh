#!/usr/bin/env bash
# Installs the browser, the database server and the token (in software) that the tests drive, when root on Debian and
# they are missing. Chromium without a window is preferred: it shows the same pages for a third of the work.
set -u
have() { command -v "$1" >/dev/null; }
apt() { [ "$(id -u)" = 0 ] && have apt-get && apt-get -qq "$@" >/dev/null; }
export DEBIAN_FRONTEND=noninteractive
shell=chromium-headless-shell
missing=()
have $shell || have chromium || have google-chrome || missing+=($shell)
compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || have initdb || missing+=(postgresql)
have softhsm2-util || missing+=(softhsm2)
if [ ${#missing[@]} -gt 0 ] && apt update; then
  apt-cache show $shell >/dev/null 2>&1 || missing=("${missing[@]/$shell/chromium}")
  echo "Cài ${missing[*]} …"
  apt install -y --no-install-recommends "${missing[@]}" && missing=()
fi
have $shell || ! have apt-cache || ! apt-cache show $shell >/dev/null 2>&1 || apt install -y --no-install-recommends $shell 2>&1
[ ${#missing[@]} -eq 0 ] && exit 0
echo "THIẾU: ${missing[*]} (cài bằng «sudo apt-get install ${missing[*]}»); các kiểm thử cần chúng sẽ bị bỏ qua."
[ "${CI:-}" = true ] && exit 1 || exit 0
