#!/usr/bin/env bash
# Installs the browser, the database server and the token (in software) that the tests drive, when root on Debian and
# they are missing.
set -u
missing=()
command -v chromium >/dev/null || command -v google-chrome >/dev/null || missing+=(chromium)
compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || command -v initdb >/dev/null || missing+=(postgresql)
command -v softhsm2-util >/dev/null || missing+=(softhsm2)
[ ${#missing[@]} -eq 0 ] && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  echo "Cài ${missing[*]} …"
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq && apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null && exit 0
fi
echo "THIẾU: ${missing[*]} (cài bằng «sudo apt-get install ${missing[*]}»); các kiểm thử cần chúng sẽ bị bỏ qua."
[ "${CI:-}" = true ] && exit 1 || exit 0
