// Pages that follow what happens (docs/desk.md): one stream per browser, shared by its tabs; where there is none, pages ask now and then. An event is a word and
// an id; what it is about is read from the server, which answers what this reader may see.
const POLL = 30_000, REREAD = 300_000, TELL = 20_000;
const channel = 'BroadcastChannel' in window ? new BroadcastChannel('backline-live') : null;
const stale = new Set();
let streaming = 0, asked = 0;

const caseShown = () => document.querySelector('[data-case]:is(main, section)')?.dataset.case;
const hear = ({ what, id }) => {
  streaming = Date.now();
  if (what === 'again') stale.add('queue').add('case').add('presence');
  if (what === 'case') { stale.add('queue'); if (id === caseShown()) stale.add('case'); }
  if (what === 'presence' && id === caseShown()) stale.add('presence');
  soon();
};
const tell = heard => { hear(heard); channel?.postMessage(heard); };
if (channel) channel.onmessage = event => hear(event.data);

const listen = () => new Promise(over => {
  const source = new EventSource('/live');
  for (const what of ['begin', 'case', 'presence', 'again']) source.addEventListener(what, event => tell({ what, id: event.data }));
  // refused for good (signed out, too many): somebody else may try later
  source.addEventListener('error', () => { if (source.readyState === EventSource.CLOSED) over(); });
  addEventListener('pagehide', () => { source.close(); over(); }, { once: true });
});
const lead = async () => {
  if (!navigator.locks || !channel || !('EventSource' in window)) return;
  for (;;) {
    await navigator.locks.request('backline-live', listen);
    await new Promise(later => setTimeout(later, POLL + Math.random() * POLL));
  }
};
lead();
setInterval(() => { if (channel && streaming) channel.postMessage({ what: 'beat' }); }, POLL);
setInterval(() => { if (!streaming || Date.now() - streaming > 3 * POLL) { stale.add('queue').add('case').add('presence'); soon(); } }, POLL);
// clocks end and calendars close without anybody doing anything
setInterval(() => { stale.add('queue').add('case'); soon(); }, REREAD);

let timer = 0;
const soon = () => { if (!timer && stale.size && !document.hidden) timer = setTimeout(() => { timer = 0; reread(); }, Math.max(150, asked + 1500 - Date.now())); };
document.addEventListener('visibilitychange', soon);

const typing = region => [...region.querySelectorAll('textarea, select, input:not([type=hidden])')].some(field =>
  field === document.activeElement || (field.matches('[type=radio], [type=checkbox]') ? field.checked !== field.defaultChecked : field.matches('select') ? [...field.options].some(one => one.selected !== one.defaultSelected) && field.dataset.touched : field.value !== field.defaultValue));
document.addEventListener('change', event => { if (event.target.matches('select')) event.target.dataset.touched = 'yes'; });

const reread = async () => {
  const wanted = new Set(stale);
  stale.clear();
  asked = Date.now();
  const shown = caseShown();
  const pages = new Map();
  for (const region of document.querySelectorAll('[data-live]')) {
    if (!wanted.has(region.dataset.live) || !region.id) continue;
    let href = region.dataset.href ?? location.pathname + location.search;
    if (region.dataset.href && region.id === 'queue' && caseShown()) href += `${href.includes('?') ? '&' : '?'}id=${caseShown()}`;
    pages.set(href, [...pages.get(href) ?? [], region.id]);
  }
  for (const [href, ids] of pages) {
    try {
      const answer = await fetch(href, { headers: { Accept: 'text/html' } });
      if (!answer.ok || answer.redirected) continue;
      const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
      // another case was opened while this was read: it is none of its business
      if (caseShown() !== shown) { for (const what of wanted) stale.add(what); soon(); return; }
      for (const id of ids) put(document.getElementById(id), page.getElementById(id));
    } catch {
      // not to be reached just now: the next event, or the next time it asks
    }
  }
  meanwhile();
  document.dispatchEvent(new CustomEvent('live:put'));
};

// what somebody types in, has opened or has in focus stays as it is
const put = (old, next) => {
  if (!old || !next || old.isEqualNode(next)) return;
  if (next.id === 'thread') {
    for (const line of [...next.children]) if (!document.getElementById(line.id)) { line.classList.add('bl-new'); old.append(line); }
    return;
  }
  if (typing(old)) return;
  for (const fold of old.querySelectorAll('details[open][id]')) { const same = next.querySelector(`#${CSS.escape(fold.id)}`); if (same) same.open = true; }
  const focus = old.contains(document.activeElement) ? document.activeElement : null;
  const [top, scrolled] = [old.scrollTop, old.querySelector('details.bl-menu[open]')];
  if (scrolled) return;
  old.replaceWith(next);
  next.scrollTop = top;
  if (focus) (focus.id ? document.getElementById(focus.id) : focus.getAttribute('href') ? next.querySelector(`[href="${CSS.escape(focus.getAttribute('href'))}"]`) : null)?.focus({ preventScroll: true });
};

// what somebody else said since the reply was begun is pointed to; with nothing typed yet the reply simply answers it
const meanwhile = () => {
  const seen = document.querySelector('[name="reply.seen"]'), note = document.getElementById('meanwhile');
  const last = [...document.querySelectorAll('#thread [data-said]')].at(-1);
  if (!seen || !note || !last || last.dataset.said === seen.value) return;
  if (!seen.form.querySelector('textarea').value.trim()) { seen.value = last.dataset.said; return; }
  note.querySelector('b').textContent = last.querySelector('.by .bl-strong').textContent;
  note.hidden = false;
};

// ---- who looks at this case, and who writes
const token = () => document.querySelector('input[name="__RequestVerificationToken"]')?.value;
const writing = () => [...document.querySelectorAll('.bl-compose textarea')].some(field => field.value.trim() && field.value !== field.defaultValue);
let told = '';
const present = (state, keepalive = false) => {
  const id = caseShown();
  if (!id || !document.querySelector('[data-presence]') || !token()) return;
  told = `${id} ${state}`;
  fetch(`/cases/${id}/presence`, { method: 'POST', keepalive, headers: { RequestVerificationToken: token(), 'Content-Type': 'application/x-www-form-urlencoded' }, body: new URLSearchParams({ state }) }).catch(() => {});
};
const here = () => { if (!document.hidden) present(writing() ? 'writing' : 'reading'); };
document.addEventListener('input', event => { if (event.target.closest('.bl-compose') && told !== `${caseShown()} ${writing() ? 'writing' : 'reading'}`) here(); });
addEventListener('pagehide', () => present('gone', true));
setInterval(() => { here(); if (document.querySelector('#others > *')) { stale.add('presence'); soon(); } }, TELL);
document.addEventListener('desk:leaving', () => present('gone', true));
document.addEventListener('desk:arrived', () => { here(); stale.add('presence'); soon(); });
here();
