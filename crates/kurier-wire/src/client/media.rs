//! Uploading files.

use super::{ApiError, CloudApi};
use serde_json::Value;

/// Separates the parts of a form. Longer than chance, and no part of the files that a business makes itself.
const BOUNDARY: &str = "kurier-5f0c1f7c2b7e4f0d9a6b3a8e1d4c7f20";

impl CloudApi {
    /// Uploads a picture; answers the id under which messages name it. `mime` is what it is: `image/png`.
    pub async fn upload_image(
        &self,
        bytes: &[u8],
        mime: &str,
        idempotency_key: Option<&str>,
    ) -> Result<String, ApiError> {
        if mime.contains(['\r', '\n', '"']) {
            return Err(ApiError::BadInput("type of the file"));
        }
        let answer: Value = self
            .post_form(
                &format!("{}/media", self.phone_id),
                BOUNDARY,
                form(bytes, mime),
                idempotency_key,
            )
            .await?;
        let id = answer.get("id").and_then(Value::as_str);
        id.map(str::to_owned).ok_or_else(|| ApiError::BadAnswer("no media id".to_owned()))
    }
}

fn form(bytes: &[u8], mime: &str) -> Vec<u8> {
    let field = |name: &str, value: &str| {
        format!(
            "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
        )
    };
    let file = format!(
        "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"picture\"\r\nContent-Type: {mime}\r\n\r\n"
    );
    let mut body = field("messaging_product", "whatsapp").into_bytes();
    body.extend_from_slice(field("type", mime).as_bytes());
    body.extend_from_slice(file.as_bytes());
    body.extend_from_slice(bytes);
    body.extend_from_slice(format!("\r\n--{BOUNDARY}--\r\n").as_bytes());
    body
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_holds_the_file_as_it_is() {
        let body = form(&[0, 255, 13, 10], "image/png");
        let at = body.windows(4).position(|part| part == [0, 255, 13, 10]);
        assert!(at.is_some_and(|at| body[..at].ends_with(b"image/png\r\n\r\n")));
        assert!(body.ends_with(format!("\r\n--{BOUNDARY}--\r\n").as_bytes()));
    }
}
