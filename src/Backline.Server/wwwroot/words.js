// What is typed is not lost when the session has ended meanwhile. A form that is sent is remembered by this tab until the next page comes. Is that the one to sign in, the words come
// back, unsent, as soon as the same person is on the same page again; any other page forgets them.
const KEY = 'words', person = document.documentElement.dataset.person;
const typed = form => [...form.elements].filter(field => field.name && field.matches('textarea, select, input:not([type=hidden], [type=file], [type=password])'));
const has = (field, [name, value]) => field.name === name && (!field.matches('[type=radio], [type=checkbox]') || field.value === value);

document.addEventListener('submit', event => {
  const form = event.target;
  if (event.defaultPrevented || !person || form.method !== 'post' || !form.querySelector('textarea')) return;
  const words = {
    person, path: location.pathname, template: form.elements['reply.template']?.value, fields: typed(form).map(field => [field.name, field.value, field.checked ?? false]),
    files: [...form.querySelectorAll('input[type=file]')].some(input => input.files.length > 0),
    // which of several forms is in view
    views: [...document.querySelectorAll('input[type=radio][id]:checked')].filter(radio => !radio.form).map(radio => radio.id),
  };
  try { sessionStorage.setItem(KEY, JSON.stringify(words)); } catch { /* the browser keeps nothing: it is sent all the same */ }
});

const putBack = words => {
  const form = [...document.forms].find(form => form.method === 'post' && words.fields.every(kept => typed(form).some(field => has(field, kept))));
  if (!form) return;
  for (const kept of words.fields)
    for (const field of typed(form).filter(field => has(field, kept))) {
      if (field.matches('[type=radio], [type=checkbox]')) field.checked = kept[2]; else field.value = kept[1];
    }
  for (const id of words.views) { const view = document.getElementById(id); if (view) view.checked = true; }
  for (let around = form.closest('details'); around; around = around.parentElement.closest('details')) around.open = true;
  const said = document.getElementById('words-back').content.cloneNode(true);
  said.querySelector('[data-files]').hidden = !words.files;
  form.prepend(said);
  form.querySelector('textarea').focus();
};

// the page has to know of the template they are of, and of what is done with it
const comeBack = words => {
  const page = new URL(location.href);
  if (!words.template || page.searchParams.get('template') === words.template) return putBack(words);
  page.searchParams.set('template', words.template);
  sessionStorage.setItem(KEY, JSON.stringify(words));
  location.replace(page);
};

const kept = sessionStorage.getItem(KEY);
if (kept) {
  const words = JSON.parse(kept);
  if (/^\/sign-in(\/|$)/.test(location.pathname)) {
    sessionStorage.setItem(KEY, JSON.stringify({ ...words, signsIn: true }));
    const said = document.getElementById('words-kept');
    if (said) said.hidden = false;
  } else {
    sessionStorage.removeItem(KEY);
    if (words.signsIn && words.person === person && words.path === location.pathname) comeBack(words);
  }
}
