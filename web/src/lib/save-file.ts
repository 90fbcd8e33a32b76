/** Gives the person a file that was made in this page. */
export function saveFile(name: string, type: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  // The download has its own hold on the data after this turn of the event loop.
  setTimeout(() => URL.revokeObjectURL(url), 0);
}
