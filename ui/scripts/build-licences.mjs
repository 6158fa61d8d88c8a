/**
 * Writes the licences of every Rust package that is part of the app, on any system, to `public/`.
 *
 * Packages that only build or test the app are left out. Those of the pages are collected by the build of the pages.
 * Run it after a change of `Cargo.lock`: `npm run licences`.
 */
import { execFileSync } from "node:child_process";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../", import.meta.url));
const out = fileURLToPath(new URL("../public/licences-of-rust.json", import.meta.url));
const systems = ["x86_64-unknown-linux-gnu", "aarch64-apple-darwin", "x86_64-pc-windows-msvc"];
const looksLikeLicence = /^(licen[cs]e|copying|notice|unlicense|copyright)/i;

/** What Cargo knows of the packages for one system. */
function metadata(system) {
  const given = ["metadata", "--locked", "--format-version", "1", "--filter-platform", system];
  return JSON.parse(execFileSync("cargo", given, { cwd: root, maxBuffer: 2 ** 30, encoding: "utf8" }));
}

const isMacro = ({ targets }) => targets.some(({ kind }) => kind.includes("proc-macro"));

/** The packages that end up in the app on one system. */
function shippedOn(system) {
  const { packages, resolve, workspace_members: own } = metadata(system);
  const byId = new Map(packages.map((one) => [one.id, one]));
  const nodes = new Map(resolve.nodes.map((node) => [node.id, node]));
  const found = new Set();
  const waiting = packages
    .filter(({ id, name }) => own.includes(id) && name === "studio-keys")
    .map(({ id }) => id);
  while (waiting.length > 0) {
    const id = waiting.pop();
    if (found.has(id) || isMacro(byId.get(id))) continue;
    found.add(id);
    for (const { pkg, dep_kinds: kinds } of nodes.get(id).deps)
      if (kinds.some(({ kind }) => kind === null)) waiting.push(pkg);
  }
  return [...found].filter((id) => !own.includes(id)).map((id) => byId.get(id));
}

/** The texts that lie in a package, or the one that it names. */
function textsOf({ manifest_path: manifest, license_file: named }) {
  const folder = dirname(manifest);
  const names = new Set(
    readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isFile() && looksLikeLicence.test(entry.name))
      .map(({ name }) => name),
  );
  if (named) names.add(named);
  return [...names].sort().map((name) => readFileSync(join(folder, name), "utf8").trim());
}

/** The licences of an expression in an order of their own; some old ones are written with a slash. */
function partsOf(licence) {
  return licence
    .split(/ OR |\//)
    .sort()
    .join();
}

const shipped = new Map();
for (const one of systems.flatMap(shippedOn)) shipped.set(`${one.name} ${one.version}`, one);

const texts = new Map();
const packages = [...shipped.values()]
  .map((one) => {
    const places = textsOf(one).map((text) => {
      // The same licence, wrapped or indented otherwise, is the same licence.
      const key = text.replace(/\s+/g, " ");
      if (!texts.has(key)) texts.set(key, { place: texts.size, text });
      return texts.get(key).place;
    });
    const { name, version, license } = one;
    const source = one.repository ?? one.homepage ?? `https://crates.io/crates/${name}`;
    return { name, version, licence: license ?? "See its text", source, texts: [...new Set(places)] };
  })
  .sort(
    (one, other) =>
      one.name.localeCompare(other.name, "en") || one.version.localeCompare(other.version, "en"),
  );

// Some packages of a larger project leave its licence out, and some name only a standard one.
for (const one of packages.filter(({ texts }) => texts.length === 0)) {
  const like = (of) => packages.find((other) => other.texts.length > 0 && of(other) === of(one));
  const other = like(({ source }) => source) ?? like(({ licence }) => partsOf(licence));
  if (!other) throw new Error(`there is no text for ${one.name} ${one.version}, ${one.licence}`);
  one.texts = other.texts;
}

const written = { packages, texts: [...texts.values()].map(({ text }) => text) };
writeFileSync(out, `${JSON.stringify(written, null, 1)}\n`);
console.log(`${packages.length} packages, ${texts.size} texts`);
