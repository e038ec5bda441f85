const signs: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** A text as it may stand anywhere in a page; signs that control are shown as such. */
export function escapeHtml(text: string): string {
  return text
    .replace(/[&<>"']/g, sign => signs[sign] ?? '')
    .replace(/[^\P{Cc}\t\n]/gu, sign => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`)
}
