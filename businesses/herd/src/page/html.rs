//! Small pieces of HTML. Everything that came from elsewhere is escaped.

/// Text as HTML.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

/// A table of texts; cells are escaped. Where there is little room each row is a list of its cells, each with its head.
pub(super) fn table(caption: &str, heads: &[&str], rows: &[Vec<String>]) -> String {
    let mut out = format!("<table><caption>{}</caption><thead><tr>", escape(caption));
    for head in heads {
        out.extend(["<th scope=\"col\">", &escape(head), "</th>"]);
    }
    out.push_str("</tr></thead><tbody>");
    for row in rows {
        out.push_str("<tr>");
        for (head, cell) in heads.iter().zip(row) {
            out.extend(["<td data-head=\"", &escape(head), "\">", &escape(cell), "</td>"]);
        }
        out.push_str("</tr>");
    }
    if rows.is_empty() {
        out.extend(["<tr><td colspan=\"", &heads.len().to_string(), "\">nothing yet</td></tr>"]);
    }
    out.push_str("</tbody></table>");
    out
}

/// The whole page around its body.
pub(super) fn whole(title: &str, body: &str) -> String {
    format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" \
         content=\"width=device-width\"><meta http-equiv=\"refresh\" content=\"30\"><title>{title}</title><style>{STYLE}\
         </style></head><body><main>{body}</main></body></html>",
        title = escape(title),
    )
}

const STYLE: &str = "\
    :root{color-scheme:light dark;--ink:#1d2329;--paper:#fff;--soft:#59636e;--line:#d5dae0;--card:#f6f7f9;--her:#c04a1d;\
    --usual:#8a949e;--lately:#f5c26b59}\
    @media(prefers-color-scheme:dark){:root{--ink:#e6e9ec;--paper:#14181c;--soft:#9aa4ae;--line:#333a41;--card:#1b2026;\
    --her:#ff9166;--usual:#7d8894;--lately:#f5c26b2e}}\
    body{font:16px/1.5 system-ui,sans-serif;margin:0;color:var(--ink);background:var(--paper)}\
    main{max-width:70rem;margin:auto;padding:1rem}h1{margin:.5rem 0 0}h1+p{margin:0 0 1rem;color:var(--soft)}\
    dl{display:grid;grid-template-columns:repeat(auto-fit,minmax(7rem,1fr));gap:.5rem 1rem;margin:1rem 0}\
    dt{color:var(--soft);font-size:.875rem}dd{margin:0;font-size:1.5rem;font-variant-numeric:tabular-nums}\
    .plots{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,22rem),1fr));gap:1rem;margin:1rem 0}\
    figure{margin:0;padding:.75rem;border:1px solid var(--line);border-radius:.5rem;background:var(--card)}\
    figcaption{font-size:.875rem;color:var(--soft)}figcaption b{display:block;color:var(--ink);font-size:1rem;text-wrap:balance}\
    svg{display:block;width:100%;height:auto;margin-bottom:.5rem}.lately{fill:var(--lately)}\
    path{fill:none;stroke-linejoin:round}.day{stroke:var(--line)}.usual{stroke:var(--usual);stroke-width:1.5}\
    .her{stroke:var(--her);stroke-width:2.5}\
    table{border-collapse:collapse;width:100%;margin:2rem 0;font-variant-numeric:tabular-nums}\
    caption{text-align:left;font-weight:600;font-size:1.125rem;padding:.3rem 0}\
    th,td{text-align:left;padding:.4rem .75rem .4rem 0;border-bottom:1px solid var(--line);vertical-align:top;\
    overflow-wrap:break-word}td:first-child{white-space:nowrap}th{color:var(--soft);font-size:.875rem;font-weight:500;white-space:nowrap}\
    @media(max-width:44rem){thead{display:none}table,caption,tbody,tr,td{display:block}\
    tr{border-bottom:1px solid var(--line);padding:.5rem 0}td{border:0;padding:0;overflow-wrap:anywhere}td:first-child{white-space:normal}\
    td:empty{display:none}td[data-head]::before{content:attr(data-head) ': ';color:var(--soft)}}";
