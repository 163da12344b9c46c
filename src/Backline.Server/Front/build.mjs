// Fills wwwroot/lib from npm. Runs once per change of its inputs; safe when several builds start at once; offline when nothing changed.
import { createHash } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

const here = import.meta.dirname;
const [lib, work] = process.argv.slice(2).map(p => path.resolve(p));   // wwwroot/lib, obj/front
const icons = fs.readFileSync(path.join(here, 'icons.txt'), 'utf8').split(/\s+/).filter(Boolean);
const inputs = ['package.json', 'package-lock.json', 'build.mjs', 'icons.txt'];
const hash = names => names.reduce((h, f) => h.update(f).update(fs.readFileSync(path.join(here, f))), createHash('sha256')).digest('hex');
const wanted = hash(inputs);
const read = file => { try { return fs.readFileSync(file, 'utf8'); } catch { return ''; } };
const stamp = path.join(lib, '.stamp');
const done = () => read(stamp) === wanted;
const touch = () => fs.utimesSync(stamp, new Date(), new Date());

async function locked(act) {
  const lock = path.join(work, '.lock');
  fs.mkdirSync(work, { recursive: true });
  for (let waited = 0; ; waited += 200) {
    try { fs.writeFileSync(lock, String(process.pid), { flag: 'wx' }); break; }
    catch (e) {
      if (e.code !== 'EEXIST') throw e;
      const owner = Number(read(lock));
      let alive = true;
      try { if (owner) process.kill(owner, 0); } catch { alive = false; }
      if (!alive || waited > 600_000) fs.rmSync(lock, { force: true });
      else await new Promise(r => setTimeout(r, 200));
    }
  }
  try { return await act(); } finally { fs.rmSync(lock, { force: true }); }
}

if (done()) { touch(); process.exit(0); }
await locked(async () => {
  if (done()) return touch();
  const npmHash = hash(['package.json', 'package-lock.json']);
  if (read(path.join(work, '.npm')) !== npmHash) {
    for (const f of ['package.json', 'package-lock.json']) fs.copyFileSync(path.join(here, f), path.join(work, f));
    // npm's own proxies and registries come from the user's npmrc; install scripts of packages never run
    execFileSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error'], { cwd: work, stdio: 'inherit' });
    fs.writeFileSync(path.join(work, '.npm'), npmHash);
  }
  const modules = path.join(work, 'node_modules');
  const next = path.join(work, 'lib');   // never inside wwwroot: another build's glob would see it
  fs.rmSync(next, { recursive: true, force: true });
  fs.mkdirSync(next, { recursive: true });
  const text = file => fs.readFileSync(path.join(modules, file), 'utf8').replace(/\n?\/[/*]# sourceMappingURL=.*?(\*\/)?\s*$/, '\n');   // no maps shipped
  const ship = (to, ...from) => fs.writeFileSync(path.join(next, to), from.map(text).join(';\n'));
  // the letters of the six languages but Korean's, which come from the reader's system
  const inter = '@fontsource-variable/inter/';
  const faces = text(inter + 'wght.css').match(/@font-face\s*{[^}]*}/g).filter(face => /inter-(latin|latin-ext|vietnamese)-wght-normal/.test(face));
  for (const face of faces) {
    const file = face.match(/files\/([\w-]+\.woff2)/)[1];
    fs.copyFileSync(path.join(modules, inter, 'files', file), path.join(next, file));
  }
  fs.copyFileSync(path.join(modules, inter, 'LICENSE'), path.join(next, 'inter.license.txt'));
  fs.writeFileSync(path.join(next, 'base.css'), faces.join('\n').replaceAll('./files/', '') + '\n' + text('@tabler/core/dist/css/tabler.min.css'));
  // ONE file: as two deferred scripts htmx may start before its extension is there, and hx-sse:connect is then never seen
  ship('htmx.js', 'htmx.org/dist/htmx.min.js', 'htmx.org/dist/ext/hx-sse.min.js');
  // the reader of the REST interface, loaded by its page alone
  ship('api-reader.js', 'swagger-ui-dist/swagger-ui-bundle.js');
  ship('api-reader.css', 'swagger-ui-dist/swagger-ui.css');
  fs.writeFileSync(path.join(next, 'api-reader.license.txt'), ['LICENSE', 'NOTICE', 'swagger-ui-bundle.js.LICENSE.txt'].map(file => text('swagger-ui-dist/' + file)).join('\n'));
  const symbols = icons.map(name => {
    const svg = fs.readFileSync(path.join(modules, '@tabler/icons/icons/outline', name + '.svg'), 'utf8').replace(/<!--[\s\S]*?-->/g, '');
    return `<symbol id="${name}" viewBox="0 0 24 24">${svg.replace(/^[\s\S]*?<svg[\s\S]*?>/, '').replace(/<\/svg>\s*$/, '').replace(/\s+/g, ' ').trim()}</symbol>`;
  });
  fs.writeFileSync(path.join(next, 'icons.svg'), `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join('')}</svg>\n`);
  fs.writeFileSync(path.join(next, '.stamp'), wanted);
  fs.mkdirSync(lib, { recursive: true });
  for (const f of fs.readdirSync(lib)) if (!fs.existsSync(path.join(next, f))) fs.rmSync(path.join(lib, f), { recursive: true });
  for (const f of fs.readdirSync(next).sort((a, b) => (a === '.stamp') - (b === '.stamp'))) fs.renameSync(path.join(next, f), path.join(lib, f)); // stamp last
  fs.rmSync(next, { recursive: true });
});
