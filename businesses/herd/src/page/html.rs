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

/// A table of texts; cells are escaped.
pub(super) fn table(caption: &str, heads: &[&str], rows: &[Vec<String>]) -> String {
    let mut out = format!("<table><caption>{}</caption><thead><tr>", escape(caption));
    for head in heads {
        out.extend(["<th scope=\"col\">", &escape(head), "</th>"]);
    }
    out.push_str("</tr></thead><tbody>");
    for row in rows {
        out.push_str("<tr>");
        for cell in row {
            out.extend(["<td>", &escape(cell), "</td>"]);
        }
        out.push_str("</tr>");
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

const STYLE: &str = "body{font:16px/1.5 system-ui,sans-serif;margin:0;color:#1d2329;background:#fff}\
    main{max-width:70rem;margin:auto;padding:1rem}table{border-collapse:collapse;width:100%;margin:1rem 0}\
    caption{text-align:left;font-weight:600;padding:.3rem 0}th,td{text-align:left;padding:.3rem .6rem;\
    border-bottom:1px solid #d5dae0;vertical-align:top;overflow-wrap:anywhere}figure{margin:1rem 0}\
    svg{width:100%;height:auto;max-width:40rem}dl{display:flex;flex-wrap:wrap;gap:1rem}dt{color:#59636e}\
    dd{margin:0;font-size:1.4rem}@media(prefers-color-scheme:dark){body{background:#14181c;color:#e6e9ec}\
    th,td{border-color:#333a41}dt{color:#9aa4ae}}";
