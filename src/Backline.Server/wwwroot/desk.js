// The desk by keyboard and without reloading (docs/desk.md). Everything works without it: it follows the same links and sends the same forms.
const $ = (selector, root = document) => root.querySelector(selector);
const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
const main = () => $('#main');
const opened = () => main()?.dataset.case;

// ---- keys of one letter can be switched off (WCAG 2.1.4)
const keysOn = $('#keys-on');
keysOn.checked = localStorage.getItem('keys') !== 'off';
keysOn.addEventListener('change', () => localStorage.setItem('keys', keysOn.checked ? 'on' : 'off'));
for (const button of $$('[data-keys]')) { button.hidden = false; button.addEventListener('click', () => $('#keys').showModal()); }

const rows = () => $$('#queue a.bl-q');
const row = step => {
  const all = rows(), at = all.indexOf(document.activeElement) >= 0 ? all.indexOf(document.activeElement) : all.findIndex(one => one.dataset.case === opened());
  return all[Math.min(Math.max(at + step, 0), all.length - 1)];
};
const write = act => {
  const choice = $(`#write-${act}`);
  if (!choice) return;
  choice.checked = true;
  $(`.write-${act} textarea`)?.focus();
};
const acts = {
  j: () => move(row(1)), k: () => move(row(-1)),
  o: () => open(document.activeElement?.matches('#queue a.bl-q') ? document.activeElement : row(0)),
  r: () => write('reply'), n: () => write('note'), a: () => $('[data-take]')?.click(),
  e: () => reveal('escalate'), '?': () => $('#keys').showModal(),
};
const move = link => {
  link?.focus();
  link?.scrollIntoView({ block: 'nearest' });
};
// the row of the open case, else the first; where the queue is not shown it is a page of its own
const toQueue = () => {
  if (!$('#queue').checkVisibility()) { location.href = $('a[data-queue]')?.href ?? '/desk'; return; }
  move(rows().find(one => one.dataset.case === opened()) ?? rows()[0] ?? $('#queue'));
};
let first = '';
document.addEventListener('keydown', event => {
  if (event.defaultPrevented || event.isComposing) return;
  if (event.key === 'Escape' && event.target.matches('.bl-compose textarea')) { event.target.blur(); main().focus(); return; }
  if (event.key === 'Escape' && event.target.matches('input[type=search], input[name=q]')) { event.target.blur(); return; }
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest('input:not([type=radio], [type=checkbox]), textarea, select, dialog, [contenteditable]')) return;
  if (!keysOn.checked && event.key !== '?') return;
  if (event.key === 'Enter') return;
  const act = first === 'g' ? { q: toQueue }[event.key] : acts[event.key];
  first = event.key === 'g' && first !== 'g' ? 'g' : '';
  if (act) { event.preventDefault(); act(); }
});

// ---- a fold that a link names opens
const reveal = id => {
  const fold = document.getElementById(id);
  if (!fold) return;
  for (let around = fold.closest('details'); around; around = around.parentElement.closest('details')) around.open = true;
  fold.scrollIntoView({ block: 'nearest' });
  (fold.querySelector('input:not([type=hidden]), select, textarea, button') ?? fold).focus();
};
const revealNamed = () => { if (location.hash.length > 1) reveal(decodeURIComponent(location.hash.slice(1))); };
addEventListener('hashchange', revealNamed);
revealNamed();

// ---- panes of another page of ours put in place of those shown
const read = async href => {
  const answer = await fetch(href, { headers: { Accept: 'text/html' } });
  if (!answer.ok || answer.redirected && !new URL(answer.url).pathname.match(/^\/(cases\/|desk)/)) throw new Error(`${answer.status}`);
  return { page: new DOMParser().parseFromString(await answer.text(), 'text/html'), url: answer.url };
};
const typed = root => $$('textarea, input:not([type=hidden], [type=radio], [type=checkbox])', root).some(field => field.value !== field.defaultValue);
const page = () => location.pathname + location.search;
let here = page(), opening = 0;
const open = async (link, push = true) => {
  const href = link.href ?? link;
  if (main() && typed(main()) || !$('#main[data-case]')) { location.href = href; return; }
  const turn = ++opening;
  try {
    const { page: next, url } = await read(href);
    // asked for last is shown, whichever is answered last
    if (turn !== opening) return;
    if (typed(main()) || !$('#main[data-case]', next)) { location.href = href; return; }
    document.dispatchEvent(new CustomEvent('desk:leaving'));
    const place = $('#queue').scrollTop;
    for (const id of ['queue', 'main', 'facts']) document.getElementById(id).replaceWith($(`#${id}`, next));
    $('#queue').scrollTop = place;
    document.title = next.title;
    if (push) history.pushState({ desk: true }, '', url);
    here = page();
    if (link.dataset) main().focus({ preventScroll: true });
    arrived();
  } catch {
    if (turn === opening) location.href = href;
  }
};
document.addEventListener('click', event => {
  const link = event.target.closest('#queue a.bl-q');
  if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey && event.button === 0) { event.preventDefault(); open(link); }
});
// another place on the same page is found by its name alone
addEventListener('popstate', event => { if (page() !== here && (event.state?.desk || opened())) open(location.href, false); });

// ---- what was said before is put above, and what is in view stays where it is
document.addEventListener('click', async event => {
  const link = event.target.closest('[data-earlier] a');
  if (!link || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  const thread = $('#thread');
  try {
    const { page } = await read(link.href);
    if (!thread.isConnected) return;
    const scroller = thread.closest('.bl-thread'), height = scroller.scrollHeight, top = scroller.scrollTop;
    thread.prepend(...$$('#thread > li', page).filter(line => !document.getElementById(line.id)));
    $('[data-earlier]').replaceWith($('[data-earlier]', page));
    if (getComputedStyle(scroller).flexDirection !== 'column-reverse') scroller.scrollTop = top + scroller.scrollHeight - height;
    ($('#thread > li') ?? thread).setAttribute('tabindex', '-1');
    $('#thread > li').focus({ preventScroll: true });
  } catch {
    if (thread.isConnected) location.href = link.href;
  }
});

// ---- the button says what is promised with it
const promise = () => {
  const by = $('#reply-nextBy')?.selectedOptions[0]?.dataset.by, said = $('#send-promise');
  if (by && said?.dataset.said) said.textContent = said.dataset.said.replace('{0}', by);
};
document.addEventListener('change', event => { if (event.target.id === 'reply-nextBy') promise(); });
document.addEventListener('live:put', promise);

// ---- clocks go on between two answers of the server, which says what is left when its calendar is open
const words = $('#clock-words')?.dataset;
const say = (text, ...values) => values.reduce((said, value, n) => said.replace(`{${n}}`, value), text);
const length = seconds => {
  const minutes = Math.floor(seconds / 60), hours = Math.floor(minutes / 60), rest = minutes % 60;
  return minutes === 0 ? words.none : minutes < 60 ? say(words.minutes, minutes) : minutes < 600 && rest > 0 ? say(words.both, hours, String(rest).padStart(2, '0')) : say(words.hours, hours);
};
const since = performance.now();
const tick = () => {
  const gone = (performance.now() - since) / 1000;
  for (const clock of $$('[data-left]')) {
    clock.dataset.from ??= String(Number(clock.dataset.left) + gone);
    const left = Number(clock.dataset.from) - gone;
    if (left > 0) clock.lastChild.data = say(words.left, length(left));
  }
};
const arrived = () => { tick(); document.dispatchEvent(new CustomEvent('desk:arrived')); };
setInterval(tick, 10_000);
tick();
document.addEventListener('live:put', tick);
history.replaceState({ desk: true }, '');
