// Visits the reviewer's pages with Chromium, and says what it found as one JSON line.
//   node review_browser.js MODULES CONFIG.json      MODULES: folder of playwright-core and axe-core
const fs = require('fs');
const path = require('path');
const [modules, file] = process.argv.slice(2);
const { chromium } = require(path.join(modules, 'playwright-core'));
const axe = fs.readFileSync(path.join(modules, 'axe-core', 'axe.min.js'), 'utf8');
const config = JSON.parse(fs.readFileSync(file, 'utf8'));
const found = { faults: [], foreign: [], dialogs: 0, wide: [], titles: [], keyboard: {}, pages: 0 };

async function newPage(browser, options) {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  page.on('dialog', dialog => { found.dialogs += 1; dialog.dismiss(); });
  // Those that the policy of the page stopped are begun, too, and never sent.
  page.on('requestfinished', request => {
    const url = request.url();
    if (!url.startsWith(config.base) && !url.startsWith('data:')) found.foreign.push(url);
  });
  return page;
}

async function login(page, name = config.name) {
  await page.goto(config.base + '/login');
  await page.fill('#name', name);
  await page.fill('#password', config.password);
  await page.keyboard.press('Enter');
  await page.waitForURL('**/holds');
}

// Every page in one look and width: axe, nothing wider than the screen, a picture.
async function look(page, name) {
  found.pages += 1;
  found.titles.push(await page.title());
  for (const details of await page.$$('details')) await details.evaluate(one => { one.open = true; });
  await page.waitForTimeout(300);
  await page.evaluate(axe);
  const result = await page.evaluate(() => window.axe.run(document, { iframes: false }));
  for (const fault of result.violations)
    found.faults.push(`${name}: ${fault.id}: ${fault.help}: ` + fault.nodes.map(node => node.html).slice(0, 3).join(' | '));
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  if (wide > 0) found.wide.push(`${name}: ${wide} px`);
  await page.screenshot({ path: path.join(config.pictures, name + '.png'), fullPage: true });
}

async function looks(browser) {
  for (const [width, scheme] of [[1280, 'light'], [1280, 'dark'], [360, 'light']]) {
    const page = await newPage(browser, { viewport: { width, height: 800 }, colorScheme: scheme });
    const name = `${width}-${scheme}`;
    await page.goto(config.base + '/login');
    await look(page, `login-${name}`);
    await login(page);
    await look(page, `list-${name}`);
    await page.goto(config.base + '/holds?show=ended');
    await look(page, `ended-${name}`);
    for (const [word, hold] of Object.entries(config.holds)) {
      await page.goto(`${config.base}/holds/${hold}`);
      await look(page, `hold-${word}-${name}`);
    }
    await page.goto(config.base + '/holds/SG-0000000000000000');
    await look(page, `missing-${name}`);
    await page.context().close();
  }
}

// Without a script, with keys only: log in, tick what is flagged, approve.
async function keyboard(browser) {
  const page = await newPage(browser, { javaScriptEnabled: false, viewport: { width: 1000, height: 800 } });
  await page.goto(config.base + '/login');
  await page.locator('#name').focus();
  await page.keyboard.type(config.name);
  await page.keyboard.press('Tab');
  await page.keyboard.type(config.password);
  await page.keyboard.press('Enter');
  await page.waitForURL('**/holds');
  const url = `${config.base}/holds/${config.approve}`;
  await page.goto(url);
  await page.keyboard.press('Tab');
  found.keyboard.first = await page.locator(':focus').textContent();
  await page.screenshot({ path: path.join(config.pictures, 'top.png') });
  const button = page.locator('#approve .approve');
  found.keyboard.before = await button.evaluate(one => getComputedStyle(one).borderStyle);
  await button.focus();
  await page.keyboard.press('Enter');  // the browser itself refuses: not all was looked at
  await page.waitForTimeout(300);
  found.keyboard.refused = await page.locator('#approve').count() === 1;
  const boxes = page.locator('input[name=seen]');
  for (let i = 0; i < await boxes.count(); ++i) {
    await boxes.nth(i).focus();
    await page.keyboard.press('Space');
  }
  found.keyboard.after = await button.evaluate(one => getComputedStyle(one).borderStyle);
  await button.focus();
  await page.keyboard.press('Enter');
  await page.locator('.why-not').waitFor();
  found.keyboard.approved = (await page.locator('.why-not').textContent()).includes('You have signed it off');
  await page.context().close();
}

// One person opens a draft, looks at each flagged item, and signs it off where that can be done.
async function decide(browser, person, hold, picture) {
  const page = await newPage(browser, { viewport: { width: 1000, height: 800 } });
  await login(page, person);
  await page.goto(`${config.base}/holds/${hold}`);
  const said = { changed: await page.locator('#versions').count() > 0, approved: false, why: '' };
  if (await page.locator('#approve').count()) {
    const boxes = page.locator('input[name=seen]');
    for (let i = 0; i < await boxes.count(); ++i) await boxes.nth(i).check();
    await page.locator('#approve .approve').click();
    await page.waitForURL('**/holds/**');
    said.approved = true;
  }
  if (await page.locator('.why-not').count()) said.why = await page.locator('.why-not').first().textContent();
  await page.screenshot({ path: path.join(config.pictures, picture + '.png'), fullPage: true });
  await page.context().close();
  return said;
}

// What runs in the message's frame: nothing.
async function frame(browser) {
  const page = await newPage(browser, { viewport: { width: 1000, height: 800 } });
  await login(page);
  await page.goto(`${config.base}/holds/${config.holds.hostile}`);
  for (const details of await page.$$('details')) await details.evaluate(one => { one.open = true; });
  await page.locator('iframe').scrollIntoViewIfNeeded();
  await page.waitForTimeout(1000);
  const inner = page.frames().find(one => one.url().includes('/html/'));
  await page.screenshot({ path: path.join(config.pictures, 'frame.png') });
  found.frame = inner ? await inner.evaluate(() => document.body.innerText).catch(() => 'no access') : 'none';
  found.stays = page.url().endsWith(config.holds.hostile);
  await page.goto(inner.url());
  found.alone = await page.title();
  await page.context().close();
}

(async () => {
  const browser = await chromium.launch({ executablePath: config.chromium, args: ['--no-sandbox'] });
  if (config.story) {
    const said = [];
    for (const [i, person] of config.story.people.entries())
      said.push(await decide(browser, person, config.story.hold, `story-${config.story.name}-${i}`));
    await browser.close();
    console.log(JSON.stringify(said));
    return;
  }
  await looks(browser);
  await frame(browser);
  await keyboard(browser);
  await browser.close();
  console.log(JSON.stringify(found));
})().catch(fault => { console.error(fault); process.exit(1); });
