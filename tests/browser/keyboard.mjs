// What a reader does with the keyboard alone: Enter opens, Tab goes in, Escape closes and the focus is back where it
// was. Each function takes a loaded page and returns what did not happen; a page without such a part has nothing to fail.

// opens presses the keys on the button that opens a popover.
async function opens(page, button, popover, name) {
  const state = () => page.evaluate(([b, p]) => ({
    open: document.querySelector(p).matches(':popover-open'),
    inside: document.querySelector(p).contains(document.activeElement),
    back: document.activeElement === document.querySelector(b),
  }), [button, popover]);
  const findings = [];
  const expect = (holds, what) => holds || findings.push(`${name}: ${what}`);
  await page.focus(button);
  await page.keyboard.press('Enter');
  expect((await state()).open, 'Enter does not open it');
  await page.keyboard.press('Tab');
  expect((await state()).inside, 'Tab does not go into it');
  await page.keyboard.press('Escape');
  const {open, back} = await state();
  expect(!open, 'Escape does not close it');
  expect(back, 'the focus does not return');
  return findings;
}

// evidence tries the first and the last mark of a summary.
export async function evidence(page) {
  const notes = await page.locator('button.evidence-mark').evaluateAll(marks => marks.map(m => m.getAttribute('popovertarget')));
  const findings = [];
  for (const note of new Set([notes[0], notes.at(-1)])) {
    if (note) findings.push(...await opens(page, `button.evidence-mark[popovertarget="${note}"]`, '#' + note, 'evidence ' + note));
  }
  return findings;
}

// menu tries the menu of a narrow page.
export async function menu(page) {
  if (await page.locator('.menu-button').count() === 0) return [];
  return opens(page, '.menu-button', '#menu', 'menu');
}
