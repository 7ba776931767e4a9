// Checks pages of a running Parallax in Chromium, each in light and dark, at 1440 and at 390 px:
// axe-core (WCAG 2.2 A and AA, best practice), reports of the content security policy, requests to
// other sites, errors, sideways scrolling, inline style or script, targets under 24 px, and that the
// page says the same without scripts.
//
//   node check.mjs BASE_URL [--shots DIR] [--chromium FILE] PATH...
//
// Prints one line for each finding and a line of figures; the exit status is 1 when there is a
// finding, 2 when the check itself could not run.
import fs from 'node:fs';
import {createRequire} from 'node:module';
import path from 'node:path';
import {parseArgs} from 'node:util';
import {chromium} from 'playwright-core';

const axeSource = fs.readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const axeRules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const sizes = [{width: 1440, height: 900}, {width: 390, height: 844}];
const schemes = ['light', 'dark'];

// Runs in the page: what would make it scroll sideways, what is inline, what is too small to hit.
function inspect() {
  const tooSmall = element => {
    const box = element.getBoundingClientRect();
    const label = element.closest('label')?.getBoundingClientRect();
    return box.width > 0 && !(label?.height >= 24) && (box.height < 24 || box.width < 24);
  };
  const targets = 'button:not(.evidence-mark), input, select, .chip, .outlet-mark, .site-nav a, .switch a, .pager a';
  return {
    policy: window.policyReports,
    overflow: document.documentElement.scrollWidth - window.innerWidth,
    inline: document.querySelectorAll('[style], style, script:not([src])').length,
    small: [...document.querySelectorAll(targets)].filter(tooSmall).map(e => e.outerHTML.slice(0, 80)),
  };
}

// visit opens the page as a reader would and collects what is wrong with it.
async function visit(browser, url, viewport, colorScheme, shot) {
  const context = await browser.newContext({viewport, colorScheme});
  const page = await context.newPage();
  const findings = [];
  page.on('console', m => m.type() === 'error' && findings.push('console: ' + m.text().slice(0, 160)));
  page.on('pageerror', e => findings.push('script error: ' + e.message));
  page.on('request', r => r.url().startsWith(new URL(url).origin + '/') || findings.push('request to another site: ' + r.url()));
  page.on('requestfailed', r => findings.push('request failed: ' + r.url()));
  await page.addInitScript(() => {
    window.policyReports = [];
    document.addEventListener('securitypolicyviolation', e => window.policyReports.push(e.violatedDirective + ' ' + e.blockedURI));
  });
  const response = await page.goto(url, {waitUntil: 'load'});
  if (response.status() >= 500) findings.push('status ' + response.status());
  const seen = await page.evaluate(inspect);
  findings.push(...seen.policy.map(p => 'content security policy: ' + p));
  if (seen.overflow > 0) findings.push(`scrolls sideways by ${seen.overflow} px`);
  if (seen.inline > 0) findings.push(`${seen.inline} inline styles or scripts`);
  findings.push(...seen.small.slice(0, 3).map(e => 'target under 24 px: ' + e));
  if (shot) await page.screenshot({path: shot, fullPage: true});
  await context.close();
  return findings.filter(f => !(response.status() >= 400 && f.includes(`status of ${response.status()}`)));
}

// audit runs axe, which needs the policy switched off to be put into the page.
async function audit(browser, url, viewport, colorScheme) {
  const context = await browser.newContext({viewport, colorScheme, bypassCSP: true});
  const page = await context.newPage();
  await page.goto(url, {waitUntil: 'load'});
  await page.evaluate(axeSource);
  const result = await page.evaluate(tags => window.axe.run(document, {runOnly: tags}), axeRules);
  await context.close();
  return result.violations.map(v => `axe ${v.id} x${v.nodes.length}: ${v.nodes[0].target} ${(v.nodes[0].any[0]?.message ?? v.help).slice(0, 140)}`);
}

// text is what the page says, with scripts or without.
async function text(browser, url, javaScriptEnabled) {
  const context = await browser.newContext({javaScriptEnabled, viewport: sizes[0]});
  const page = await context.newPage();
  await page.goto(url, {waitUntil: 'load'});
  const words = await page.locator('main').innerText();
  await context.close();
  return words;
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
  let runs = 0, found = 0;
  const report = (where, findings) => {
    found += findings.length;
    for (const f of findings) console.log(`${where}  ${f}`);
  };
  for (const p of paths) {
    const url = base.replace(/\/$/, '') + p;
    for (const scheme of schemes) for (const size of sizes) {
      const name = `${p.replace(/[^a-z0-9]+/gi, '-').replace(/^-|-$/g, '').slice(0, 60) || 'home'}-${size.width}-${scheme}.png`;
      const shot = values.shots && path.join(values.shots, name);
      report(`${p} ${scheme} ${size.width}`, [...await visit(browser, url, size, scheme, shot), ...await audit(browser, url, size, scheme)]);
      runs++;
    }
    if (await text(browser, url, true) !== await text(browser, url, false)) report(p, ['says something else without scripts']);
  }
  await browser.close();
  console.log(`paths=${paths.length} runs=${runs} findings=${found}`);
  return found > 0 ? 1 : 0;
}

main().then(code => process.exit(code), error => {
  console.error(error.message);
  process.exit(2);
});
