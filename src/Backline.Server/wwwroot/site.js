// htmx posts without a form (row buttons, DELETE): the antiforgery token travels as a header
document.addEventListener('htmx:config:request', event => {
  const { request } = event.detail.ctx;
  const token = document.querySelector('input[name="__RequestVerificationToken"]')?.value;
  if (token && request.method !== 'GET') request.headers['RequestVerificationToken'] = token;
});

// htmx answers of 4xx and 5xx are not swapped in (see htmx-config): one place says so
const fault = document.getElementById('fault');
for (const name of ['htmx:response:error', 'htmx:error']) document.addEventListener(name, () => { fault.hidden = false; });
document.addEventListener('htmx:before:request', () => { fault.hidden = true; });

// the server refuses too, but a browser shows a broken connection when it is refused while still sending
document.addEventListener('change', event => {
  const input = event.target;
  if (input.matches('input[type=file][data-max]')) input.setCustomValidity([...input.files].some(file => file.size > Number(input.dataset.max)) ? input.dataset.tooLarge : '');
  if (input.matches('select[data-submit]')) input.form.requestSubmit();
});

// of tabs that do not fit side by side the chosen one is in sight, also where the style sheet's word for it is not known
for (const tab of document.querySelectorAll('.bl-tabs [aria-current]')) {
  const tabs = tab.closest('.bl-tabs'), [place, room] = [tab.getBoundingClientRect(), tabs.getBoundingClientRect()];
  if (place.right > room.right || place.left < room.left) tabs.scrollLeft += place.left - room.left - (room.width - place.width) / 2;
}

// one menu is open at a time; a click beside it or Escape closes it
const menus = () => document.querySelectorAll('details.bl-menu[open], .bl-tabbar details[open]');
document.addEventListener('click', event => { for (const menu of menus()) if (!menu.contains(event.target)) menu.open = false; });
document.addEventListener('keydown', event => {
  if (event.key === 'Escape') for (const menu of menus()) { menu.open = false; menu.querySelector('summary').focus(); }
  if (event.key === '/' && !event.ctrlKey && !event.metaKey && !event.target.closest('input, textarea, select, [contenteditable]')) {
    // at the desk there are two: the one of the header is hidden where the rail stands
    const find = [...document.querySelectorAll('[data-find]')].find(one => one.offsetParent);
    if (find) { event.preventDefault(); find.focus(); }
  }
});

// an action refused for now stays in reach of the keyboard, but does nothing
document.addEventListener('click', event => { if (event.target.closest('[aria-disabled=true]')) event.preventDefault(); }, true);

// what is written to others is sent from where it is written
document.addEventListener('keydown', event => {
  if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && !event.isComposing && event.target.matches('.bl-compose textarea, #reply textarea')) { event.preventDefault(); event.target.form.requestSubmit(); }
});

// a field of one line that takes many: Enter asks, Shift+Enter begins a line, what is pasted keeps its lines
document.addEventListener('keydown', event => {
  if (event.key === 'Enter' && !event.shiftKey && !event.isComposing && event.target.matches('textarea[data-lines]')) { event.preventDefault(); event.target.form.requestSubmit(); }
});

// what can be done with rows of a list is in sight while some are chosen, and says how many
const chosen = document.querySelector('form[data-chosen]');
if (chosen) {
  const [shown, choose, said] = [chosen.querySelector('[data-count]'), chosen.querySelector('[data-choose]'), document.getElementById(`${chosen.id}-said`)];
  const boxes = () => [...chosen.elements].filter(field => field.type === 'checkbox');
  const count = () => {
    const all = boxes(), ticked = all.filter(box => box.checked).length, every = document.querySelector('[data-choose-all]'), words = chosen.dataset.chosen.replace('{0}', ticked);
    chosen.hidden = ticked === 0;
    chosen.classList.toggle('on', ticked > 0);
    shown.hidden = choose.hidden = false;
    shown.textContent = words;
    if (said.textContent !== words && (ticked > 0 || said.textContent)) said.textContent = words;
    if (every) [every.hidden, every.checked, every.indeterminate] = [all.length === 0, ticked > 0 && ticked === all.length, ticked > 0 && ticked < all.length];
  };
  const tick = on => { for (const box of boxes()) box.checked = on; };
  document.addEventListener('change', event => {
    if (event.target.matches('[data-choose-all]')) tick(event.target.checked);
    count();
  });
  chosen.querySelector('[data-choose-rows]').addEventListener('click', () => { tick(true); count(); });
  // the boxes go back to how they came, and the list is read again, after their events
  chosen.addEventListener('reset', () => setTimeout(() => { tick(false); count(); }));
  document.addEventListener('live:put', count);
  addEventListener('pageshow', count);
  count();
}
