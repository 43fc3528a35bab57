// Before anything is drawn: a choice of light or dark made earlier must not flash.
try {
  const theme = localStorage.getItem('theme');
  if (theme) document.documentElement.dataset.theme = theme;
} catch {
  // without storage the page is as the system is
}
