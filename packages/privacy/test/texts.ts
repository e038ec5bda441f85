import fc from 'fast-check'

/** Any text, with what breaks text handling made likely: lone surrogates, NUL, right-to-left marks, digits of other scripts. */
export const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({
    unit: fc.constantFrom(
      ...[
        '\ud800',
        '\udc00',
        '\0',
        '\u202e',
        '\u200b',
        '\ufeff',
        '\u00a0',
        'İ',
        'ß',
        'ﬁ',
        '。',
        '٠',
      ],
      ...[
        'a',
        'B',
        '1',
        '0',
        '@',
        '.',
        '+',
        '<',
        '>',
        '"',
        '\\',
        '(',
        ')',
        ':',
        '%',
        '-',
        ' ',
        ',',
      ],
    ),
  }),
)

/** Texts of one megabyte that a careless pattern takes minutes for. */
export const hugeTexts = [
  ...['a', ' ', '@', '<', '(', '"', '.', '1', ':', '\ud800', 'a ', '\u200b', '%', '\u0323\u0301'],
].map(unit => unit.repeat(1_000_000 / unit.length))
