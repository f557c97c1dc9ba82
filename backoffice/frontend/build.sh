#!/bin/sh
# Builds everything the screens load from outside libraries. What it writes is committed; running it again on the same
# sources changes no byte, which continuous integration checks with `git diff --exit-code`. Needs Node 20 or later.
set -eu
cd "$(dirname "$0")"
root=../..
portal=$root/customer_portal/static/portal/vendor
desk=$root/backoffice/static/desk/vendor
tests=$root/tests/vendor
mkdir -p "$portal" "$desk" "$tests"

# node_modules is as the lock says, or is made so.
if ! cmp -s package-lock.json node_modules/.built-from; then
  npm ci --ignore-scripts --no-audit --no-fund
  cp package-lock.json node_modules/.built-from
fi

sheet=$(mktemp)
trap 'rm -f "$sheet"' EXIT
npx sass --no-source-map --quiet-deps --silence-deprecation=import --load-path=node_modules portal/bootstrap.scss "$sheet"
node purge.mjs "$sheet" "$sheet"
npx esbuild --log-level=warning --minify --legal-comments=none --loader=css <"$sheet" >"$portal/bootstrap.css"

bundle="npx esbuild --log-level=warning --bundle --minify --legal-comments=none --target=es2020 --format=iife"
$bundle portal/portal.js --outfile="$portal/portal.js"
$bundle desk/charts.js --outfile="$desk/charts.js"

cp node_modules/axe-core/axe.min.js "$tests/axe.min.js"

# The licences of what went into the bundles, beside them.
notice() {
  printf '%s %s\n' "$1" "$(node -p "require('./node_modules/$1/package.json').version")"
  cat "node_modules/$1/$2"
  printf '\n'
}
{ notice bootstrap LICENSE; notice htmx.org LICENSE; } >"$portal/LICENSES.txt"
notice chart.js LICENSE.md >"$desk/LICENSES.txt"
notice axe-core LICENSE >"$tests/LICENSES.txt"
