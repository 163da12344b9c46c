// Names of colleagues while a note is written: @ and a beginning lists those who fit. The choice under the note does the same without it.
const MOST = 6;
const field = target => target.closest?.('#note-text');
const box = () => document.getElementById('mention-names');
const names = () => [...document.querySelectorAll('#note-mention option[value]:not([value=""])')].map(option => option.value);

// what is typed after the last @, if the caret still stands in it; an address of mail names nobody
const begun = area => {
  const before = area.value.slice(0, area.selectionStart), found = before.match(/(?:^|[^\p{L}\p{N}])@(\p{L}[^@\n]{0,40})?$/u);
  return found && area.selectionStart === area.selectionEnd ? found[1] ?? '' : null;
};
const close = area => {
  box()?.remove();
  area.removeAttribute('aria-activedescendant');
  area.removeAttribute('aria-controls');
};
const mark = (area, option) => {
  for (const one of box().children) one.setAttribute('aria-selected', String(one === option));
  area.setAttribute('aria-activedescendant', option.id);
  option.scrollIntoView({ block: 'nearest' });
};
const put = (area, name) => {
  const at = area.selectionStart - begun(area).length;
  area.setRangeText(name + ' ', at, area.selectionStart, 'end');
  close(area);
  area.focus();
};
const show = area => {
  const typed = begun(area)?.toLocaleLowerCase();
  const fitting = typed === undefined ? [] : names().filter(name => name.toLocaleLowerCase().startsWith(typed) || name.toLocaleLowerCase().split(' ').some(word => word.startsWith(typed))).slice(0, MOST);
  close(area);
  if (fitting.length === 0 || fitting.some(name => name.toLocaleLowerCase() === typed?.trimEnd())) return;
  const list = document.createElement('ul');
  Object.assign(list, { id: 'mention-names', className: 'bl-names', role: 'listbox', ariaLabel: document.querySelector('label[for=note-mention]')?.firstChild.data.trim() });
  fitting.forEach((name, n) => {
    const option = Object.assign(document.createElement('li'), { id: `mention-${n}`, role: 'option', textContent: name });
    option.addEventListener('mousedown', event => { event.preventDefault(); put(area, name); });
    list.append(option);
  });
  area.after(list);
  area.setAttribute('aria-autocomplete', 'list');
  area.setAttribute('aria-controls', list.id);
  mark(area, list.firstChild);
};

document.addEventListener('input', event => { const area = field(event.target); if (area && !event.isComposing) show(area); });
document.addEventListener('focusout', event => { const area = field(event.target); if (area) close(area); });
// before the desk's own keys
document.addEventListener('keydown', event => {
  const area = field(event.target), list = box();
  if (!area || !list || event.isComposing) return;
  const all = [...list.children], at = all.findIndex(one => one.ariaSelected === 'true');
  if (event.key === 'ArrowDown') mark(area, all[(at + 1) % all.length]);
  else if (event.key === 'ArrowUp') mark(area, all[(at + all.length - 1) % all.length]);
  else if (event.key === 'Enter' && !event.ctrlKey && !event.metaKey || event.key === 'Tab' && !event.shiftKey) put(area, all[at].textContent);
  else if (event.key === 'Escape') close(area);
  else return;
  event.preventDefault();
  event.stopPropagation();
}, true);
