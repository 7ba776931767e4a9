// Checks pages of a running Parallax in Chromium, each in light and dark, at 1440 and at 390 px:
// axe-core (WCAG 2.2 A and AA, best practice), reports of the content security policy, requests to
// other sites, errors, sideways scrolling, inline style or script, targets under 24 px; that the page
// says the same without scripts; and that what opens does so from the keyboard.
//
//   node check.mjs BASE_URL [--shots DIR] [--chromium FILE] PATH...
//
// A page is loaded once with scripts and once without; light, dark and the sizes are shown by turns,
// which is the same for pages that only styles lay out. Two pages are checked at a time.
//
// Prints one line for each finding and a line of figures; the exit status is 1 when there is a
// finding, 2 when the check itself could not run.
import fs from 'node:fs';
import {createRequire} from 'node:module';
import path from 'node:path';
import {parseArgs} from 'node:util';
import {chromium} from 'playwright-core';
import {evidence, menu} from './keyboard.mjs';

const axeSource = fs.readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const axeRules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const sizes = [{width: 1440, height: 900}, {width: 390, height: 844}];
const schemes = ['light', 'dark'];
const looks = schemes.flatMap(scheme => sizes.map(size => ({scheme, size})));

// Runs in the page: how far it scrolls sideways, and what is too small to hit.
function inspect() {
  const tooSmall = element => {
    const box = element.getBoundingClientRect();
    const label = element.closest('label')?.getBoundingClientRect();
    return box.width > 0 && !(label?.height >= 24) && (box.height < 24 || box.width < 24);
  };
  const targets = 'button:not(.evidence-mark), input, select, .chip, .outlet-mark, .site-nav a, .switch a, .pager a';
  return {
    overflow: document.documentElement.scrollWidth - window.innerWidth,
    small: [...document.querySelectorAll(targets)].filter(tooSmall).map(e => e.outerHTML.slice(0, 80)),
  };
}

// look shows the loaded page in one of the looks and collects what is wrong with it.
async function look(page, {scheme, size}, shot) {
  await page.emulateMedia({colorScheme: scheme});
  await page.setViewportSize(size);
  const seen = await page.evaluate(inspect);
  const findings = seen.small.slice(0, 3).map(e => 'target under 24 px: ' + e);
  if (seen.overflow > 0) findings.push(`scrolls sideways by ${seen.overflow} px`);
  if (shot) await page.screenshot({path: shot, fullPage: true});
  const result = await page.evaluate(tags => window.axe.run(document, {runOnly: tags, resultTypes: ['violations']}), axeRules);
  return findings.concat(result.violations.map(v =>
    `axe ${v.id} x${v.nodes.length}: ${v.nodes[0].target} ${(v.nodes[0].any[0]?.message ?? v.help).slice(0, 140)}`));
}

// watch collects what a page reports while it loads and is used: errors, and requests that fail or leave the site.
function watch(page, origin) {
  const found = [];
  page.on('console', m => m.type() === 'error' && found.push('console: ' + m.text().slice(0, 160)));
  page.on('pageerror', e => found.push('script error: ' + e.message));
  page.on('request', r => r.url().startsWith(origin + '/') || found.push('request to another site: ' + r.url()));
  page.on('requestfailed', r => found.push('request failed: ' + r.url()));
  return () => found.splice(0);
}

// checker has two pages of its own, one with scripts and one without, and checks one path after the other.
async function checker(browser, origin, shots) {
  const context = await browser.newContext({reducedMotion: 'reduce'}); // else colours are on their way when the look has changed
  await context.addInitScript(() => {
    window.policyReports = [];
    document.addEventListener('securitypolicyviolation', e => window.policyReports.push(e.violatedDirective + ' ' + e.blockedURI));
  });
  const page = await context.newPage();
  const plain = await (await browser.newContext({javaScriptEnabled: false, viewport: sizes[0]})).newPage();
  const reports = watch(page, origin);
  return async p => {
    await page.emulateMedia({colorScheme: schemes[0]});
    await page.setViewportSize(sizes[0]);
    const [response] = await Promise.all([page.goto(origin + p, {waitUntil: 'load'}), plain.goto(origin + p, {waitUntil: 'load'})]);
    const [words, words2] = await Promise.all([page, plain].map(x => x.locator('main').innerText()));
    const findings = words === words2 ? [] : ['says something else without scripts'];
    findings.push(...(await page.evaluate(() => window.policyReports)).map(r => 'content security policy: ' + r));
    const inline = await page.locator('css=[style], style, script:not([src])').count();
    if (inline > 0) findings.push(`${inline} inline styles or scripts`);
    if (response.status() >= 500) findings.push('status ' + response.status());
    await page.evaluate(axeSource);
    for (const l of looks) {
      const where = `${l.scheme} ${l.size.width}`;
      const name = `${p.replace(/[^a-z0-9]+/gi, '-').replace(/^-|-$/g, '').slice(0, 60) || 'home'}-${l.size.width}-${l.scheme}.png`;
      findings.push(...(await look(page, l, shots && path.join(shots, name))).map(f => `${where}  ${f}`));
    }
    for (const [keys, size] of [[evidence, sizes[0]], [evidence, sizes[1]], [menu, sizes[1]]]) {
      await page.setViewportSize(size);
      findings.push(...(await keys(page)).map(f => `keyboard ${size.width}  ${f}`));
    }
    return findings.concat(reports().filter(f => !(response.status() >= 400 && f.includes(`status of ${response.status()}`))));
  };
}

async function main() {
  const {values, positionals: [base, ...paths]} = parseArgs({
    allowPositionals: true,
    options: {shots: {type: 'string'}, chromium: {type: 'string', default: '/usr/bin/chromium'}},
  });
  if (!base || paths.length === 0) throw new Error('usage: node check.mjs BASE_URL [--shots DIR] [--chromium FILE] PATH...');
  if (values.shots) fs.mkdirSync(values.shots, {recursive: true});
  const browser = await chromium.launch({
    executablePath: values.chromium,
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
  });
  const start = Date.now(), queue = [...paths];
  let found = 0;
  const work = async () => {
    const check = await checker(browser, base.replace(/\/$/, ''), values.shots);
    for (let p; (p = queue.shift()) !== undefined;) {
      for (const f of await check(p)) {
        console.log(`${p} ${f}`);
        found++;
      }
    }
  };
  await Promise.all([work(), work()]);
  await browser.close();
  console.log(`paths=${paths.length} runs=${paths.length * looks.length} findings=${found} seconds=${((Date.now() - start) / 1000).toFixed(0)}`);
  return found > 0 ? 1 : 0;
}

main().then(code => process.exit(code), error => {
  console.error(error.message);
  process.exit(2);
});
