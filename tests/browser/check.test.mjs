// The checks are worth something only when they see what they look for: here is a page that has all of it.
import assert from 'node:assert/strict';
import {execFile} from 'node:child_process';
import http from 'node:http';
import test from 'node:test';
import {fileURLToPath} from 'node:url';

const bad = `<!doctype html><html><head><title>Bad</title></head><body><main><h1>Says one thing</h1><img src="/a.png"><p style="color:#ccc">faint</p>
<script>document.querySelector('h1').textContent = 'Says another'</script><pre>${'wide'.repeat(200)}</pre><img src="http://127.0.0.2:9/x.png" alt="">
<button class="menu-button">M</button><nav id="menu" popover><a href="/">Home</a></nav>
<button class="evidence-mark" popovertarget="note">L</button><div id="note" popover="manual">A note that stays</div></main></body></html>`;

const seen = [
  'says something else without scripts', 'target under 24 px', 'scrolls sideways', 'inline styles or scripts', 'axe color-contrast', 'axe image-alt',
  'axe html-has-lang', 'request to another site', 'request failed', 'console:', 'content security policy: ', 'dark 390', 'light 1440',
  'evidence note: Tab does not go into it', 'evidence note: Escape does not close it', 'menu: Enter does not open it', 'menu: the focus does not return',
];

test('the checks see a bad page', async () => {
  const server = http.createServer((request, response) => {
    const policy = request.url === '/strict' ? "default-src 'none'; require-trusted-types-for 'script'; trusted-types 'none'" : 'img-src *';
    response.writeHead(200, {'Content-Type': 'text/html', 'Content-Security-Policy': policy}).end(bad);
  });
  await new Promise(ready => server.listen(0, '127.0.0.1', ready));
  const args = [fileURLToPath(new URL('check.mjs', import.meta.url)), `http://127.0.0.1:${server.address().port}`, '/', '/strict'];
  const [error, stdout] = await new Promise(done => execFile('node', args, (...result) => done(result)));
  server.close();
  assert.equal(error?.code, 1, String(error));
  for (const finding of seen) assert.ok(stdout.includes(finding), `no finding of “${finding}” in\n${stdout}`);
});
