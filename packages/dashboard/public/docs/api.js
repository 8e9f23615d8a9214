// The API reference: search and copy. Without it the page reads as well.
(function () {
  var search = document.getElementById('search');
  var sections = Array.from(document.querySelectorAll('.operation'));

  function show() {
    var words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    var found = 0;
    for (var section of sections) {
      var isFound = words.every(function (word) {
        return section.dataset.search.includes(word);
      });
      section.hidden = !isFound;
      document.querySelector('[data-for="' + section.id + '"]').hidden = !isFound;
      if (isFound) found += 1;
    }
    for (var group of document.querySelectorAll('.group, .nav-group')) {
      group.hidden = !group.querySelector('.operation:not([hidden]), li:not([hidden])');
    }
    document.getElementById('nothing').hidden = found > 0;
  }

  search.addEventListener('input', show);
  document.addEventListener('keydown', function (event) {
    if (event.key !== '/' || event.target.closest('input')) return;
    event.preventDefault();
    search.focus();
  });
  document.addEventListener('click', function (event) {
    var button = event.target.closest('.copy');
    if (!button) return;
    var text = button.closest('.code').querySelector('pre').textContent;
    navigator.clipboard.writeText(text).then(
      function () {
        button.textContent = 'Copied';
      },
      function () {
        button.textContent = 'Copying is not allowed here';
      },
    );
  });
})();
