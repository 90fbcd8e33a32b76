//! Where files lie: a folder beside the data, or a bucket of S3-compatible storage.

use anyhow::{Context, bail};
use kurier_egress::s3::{Bucket, Place};
use kurier_egress::{Client, Policy};
use kurier_engine::media::{Blobs, BucketBlobs, DiskBlobs};
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use url::Url;

/// Where files lie.
#[derive(Clone)]
pub(crate) enum FilePlace {
    /// In this folder, which several nodes may share; and how much of its disk messages leave free.
    Folder(PathBuf, Option<u64>),
    /// In a bucket; they are written in this folder of this machine first, of whose disk messages leave so much free.
    Bucket(Box<Place>, PathBuf, Option<u64>),
}

impl FilePlace {
    /// The folder `media` beside the data, or what `url` names: `file:///folder` or
    /// `s3://bucket[/prefix]?endpoint=URL&region=NAME[&style=virtual]`. The secret of a bucket comes from the
    /// environment, as other programs take it.
    pub(crate) fn read(
        url: Option<&str>,
        data: &Path,
        min_free_bytes: Option<u64>,
        secret: impl Fn(&str) -> Option<String>,
    ) -> anyhow::Result<Self> {
        let Some(text) = url.filter(|url| !url.is_empty()) else {
            return Ok(Self::Folder(data.join("media"), min_free_bytes));
        };
        let url = Url::parse(text).context("it is no URL")?;
        match url.scheme() {
            "file" => {
                let folder = url.to_file_path().ok().context("give a folder as file:///folder")?;
                Ok(Self::Folder(folder, min_free_bytes))
            }
            "s3" => {
                let drafts = data.join("media-drafts");
                Ok(Self::Bucket(Box::new(bucket(&url, secret)?), drafts, min_free_bytes))
            }
            _ => bail!("give s3://bucket/prefix?endpoint=URL&region=NAME or file:///folder"),
        }
    }

    /// Opens the storage.
    pub(crate) fn open(self) -> anyhow::Result<Arc<dyn Blobs>> {
        match self {
            Self::Folder(folder, min_free_bytes) => {
                let opened = DiskBlobs::open(&folder, min_free_bytes);
                let what = || format!("cannot make the folder of files {}", folder.display());
                Ok(Arc::new(opened.with_context(what)?))
            }
            Self::Bucket(place, drafts, min_free_bytes) => {
                // The operator named the endpoint: it may be a neighbour.
                let bucket = Bucket::new(Client::new(Policy::configured())?, *place)?;
                let opened = BucketBlobs::open(bucket, &drafts, min_free_bytes);
                let what = || format!("cannot make the folder {}", drafts.display());
                Ok(Arc::new(opened.with_context(what)?))
            }
        }
    }
}

fn bucket(url: &Url, secret: impl Fn(&str) -> Option<String>) -> anyhow::Result<Place> {
    let mut said: HashMap<String, String> = url.query_pairs().into_owned().collect();
    let name = url.host_str().filter(|name| !name.is_empty()).context("name the bucket")?;
    let key = |name: &str| secret(name).with_context(|| format!("{name} is not set"));
    let region = said.remove("region").unwrap_or_else(|| "us-east-1".to_owned());
    let endpoint = said.remove("endpoint");
    let virtual_host = match said.remove("style").as_deref() {
        None => endpoint.is_none(),
        Some("virtual") => true,
        Some("path") => false,
        Some(_) => bail!("style is path or virtual"),
    };
    if let Some(unknown) = said.keys().next() {
        bail!("{unknown} is not known; endpoint, region and style are");
    }
    let prefix = url.path().trim_matches('/');
    Ok(Place {
        endpoint: endpoint.unwrap_or_else(|| format!("https://s3.{region}.amazonaws.com")),
        bucket: name.to_owned(),
        region,
        prefix: if prefix.is_empty() { String::new() } else { format!("{prefix}/") },
        virtual_host,
        key: (key("AWS_ACCESS_KEY_ID")?, key("AWS_SECRET_ACCESS_KEY")?),
        session_token: secret("AWS_SESSION_TOKEN"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(url: Option<&str>) -> anyhow::Result<FilePlace> {
        let secret = |name: &str| name.starts_with("AWS_").then(|| name.to_lowercase());
        FilePlace::read(url, Path::new("/data"), None, secret)
    }

    #[test]
    fn without_a_url_files_lie_beside_the_data() {
        for url in [None, Some("")] {
            let place = read(url).unwrap();
            assert!(matches!(place, FilePlace::Folder(at, None) if at == Path::new("/data/media")));
        }
        let place = read(Some("file:///mnt/shared")).unwrap();
        assert!(matches!(place, FilePlace::Folder(at, None) if at == Path::new("/mnt/shared")));
    }

    #[test]
    fn a_bucket_is_read_with_its_place_and_secret() {
        let url = "s3://files/kurier/a?endpoint=http://10.0.0.9:9000&region=eu-1";
        let FilePlace::Bucket(place, drafts, None) = read(Some(url)).unwrap() else { panic!() };
        assert_eq!((place.bucket.as_str(), place.prefix.as_str()), ("files", "kurier/a/"));
        assert_eq!(
            (place.endpoint.as_str(), place.region.as_str()),
            ("http://10.0.0.9:9000", "eu-1")
        );
        assert!(!place.virtual_host);
        assert_eq!(place.key.1, "aws_secret_access_key");
        assert_eq!(drafts, Path::new("/data/media-drafts"));
        let FilePlace::Bucket(place, ..) = read(Some("s3://files?region=eu-central-1")).unwrap()
        else {
            panic!()
        };
        assert_eq!(place.endpoint, "https://s3.eu-central-1.amazonaws.com");
        assert!(place.virtual_host && place.prefix.is_empty());
    }

    #[test]
    fn an_address_that_does_not_fit_is_refused() {
        for bad in ["gs://x", "/folder", "s3://", "s3://b?regoin=x", "s3://b?style=odd"] {
            assert!(read(Some(bad)).is_err(), "{bad}");
        }
        let without = FilePlace::read(Some("s3://b"), Path::new("/data"), None, |_| None);
        assert!(without.is_err_and(|error| error.to_string().contains("AWS_ACCESS_KEY_ID")));
    }
}
