//! Turns the fields of a context, its cluster and its user into an `Entry`.

use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use secrecy::{ExposeSecret, SecretString};
use url::Url;

use super::entry::ExecPlugin;
use super::file::{Exec, UserFields};
use super::parts::{Part, Parts};
use super::read::{Kubeconfig, Place};
use super::{Entry, Error, User};
use crate::name::ContextName;

impl Parts<'_> {
    /// The entry that these parts are together.
    pub fn entry(&self) -> Result<Entry, Error> {
        let (context, cluster) = (self.context.fields, self.cluster.fields);
        let user = self.user.as_ref();
        let of_cluster = Resolver { from: self.cluster.from, context: self.name };
        let of_user = |user: &Part<'_, UserFields>| {
            Resolver { from: user.from, context: self.name }.user(user.fields)
        };
        let data = cluster.certificate_authority_data.as_deref();
        let file = cluster.certificate_authority.as_deref();
        let authority = of_cluster.data_or_file("certificate-authority", data, file)?;
        Ok(Entry {
            path: self.context.from.path.clone(),
            context: self.name.clone(),
            server: of_cluster.server(&cluster.server)?,
            server_as_written: cluster.server.clone(),
            tls_server_name: filled(cluster.tls_server_name.as_deref()).map(str::to_owned),
            insecure_skip_tls_verify: cluster.insecure_skip_tls_verify,
            certificate_authority: authority,
            proxy_url: filled(cluster.proxy_url.as_deref()).map(str::to_owned),
            user: user.map_or(Ok(User::Anonymous), of_user)?,
            impersonates: user.and_then(|user| user.fields.impersonates.clone()),
            namespace: filled(context.namespace.as_deref()).map(str::to_owned),
        })
    }
}

/// Reads the fields of one part: which context of which file it is for.
struct Resolver<'a> {
    from: &'a Kubeconfig,
    context: &'a ContextName,
}

impl Resolver<'_> {
    fn server(&self, text: &str) -> Result<Url, Error> {
        let bad = |reason: String| Error::BadServer {
            path: self.from.path.clone(),
            context: self.context.clone(),
            server: text.to_owned(),
            reason,
        };
        let url = Url::parse(text).map_err(|error| bad(error.to_string()))?;
        if !matches!(url.scheme(), "https" | "http") || url.host().is_none() {
            return Err(bad("it has to begin with `https://`".to_owned()));
        }
        Ok(url)
    }

    /// client-go sends all static credentials at once and the API server looks at the certificate
    /// first; a program is asked only when there is none of them.
    fn user(&self, user: &UserFields) -> Result<User, Error> {
        if let Some(user) = self.client_certificate(user)? {
            return Ok(user);
        }
        if let Some(file) = filled(user.token_file.as_deref()) {
            let token = String::from_utf8(self.file("tokenFile", file)?)
                .map_err(|_| self.bad("tokenFile", "is not a text"))?;
            return Ok(User::Token(token.trim().into()));
        }
        if let Some(token) = filled_secret(user.token.as_ref()) {
            return Ok(User::Token(token.clone()));
        }
        if let Some(username) = filled(user.username.as_deref()) {
            let password = user.password.clone().unwrap_or_else(|| SecretString::from(""));
            return Ok(User::Basic { username: username.to_owned(), password });
        }
        Ok(match (&user.exec, &user.auth_provider) {
            (Some(exec), _) => User::Exec(self.plugin(exec)),
            (None, Some(provider)) => User::AuthProvider { name: provider.name.clone() },
            (None, None) => User::Anonymous,
        })
    }

    /// A command with a folder in it is looked for beside the kubeconfig, as client-go does.
    fn plugin(&self, exec: &Exec) -> ExecPlugin {
        let variables = exec.env.iter().map(|variable| (&variable.name, &variable.value));
        ExecPlugin {
            command: exec.command.clone(),
            arguments: exec.args.clone(),
            environment: variables.map(|(name, value)| (name.clone(), value.clone())).collect(),
            api_version: exec.api_version.clone(),
            interactive_mode: exec.interactive_mode.clone(),
            wants_cluster_info: exec.provide_cluster_info,
            folder: self.from.path.parent().map(Path::to_owned).unwrap_or_default(),
        }
    }

    fn client_certificate(&self, user: &UserFields) -> Result<Option<User>, Error> {
        let data = user.client_certificate_data.as_deref();
        let file = user.client_certificate.as_deref();
        let certificate = self.data_or_file("client-certificate", data, file)?;
        let data = user.client_key_data.as_ref().map(ExposeSecret::expose_secret);
        let key = self.data_or_file("client-key", data, user.client_key.as_deref())?;
        match (certificate, key) {
            (Some(certificate), Some(key)) => {
                Ok(Some(User::ClientCertificate { certificate, key: key.into() }))
            }
            (Some(_), None) => Err(self.bad("client-certificate", "has no client-key")),
            (None, Some(_)) => Err(self.bad("client-key", "has no client-certificate")),
            (None, None) => Ok(None),
        }
    }

    /// Data wins over a file, as in client-go.
    fn data_or_file(
        &self,
        field: &'static str,
        data: Option<&str>,
        file: Option<&str>,
    ) -> Result<Option<Vec<u8>>, Error> {
        if let Some(data) = filled(data) {
            let compact: String = data.split_ascii_whitespace().collect();
            let bytes = STANDARD.decode(compact).map_err(|_| self.bad(field, "is not base64"))?;
            return Ok(Some(bytes));
        }
        filled(file).map(|file| self.file(field, file)).transpose()
    }

    /// Paths are relative to the kubeconfig's own folder.
    fn file(&self, field: &'static str, file: &str) -> Result<Vec<u8>, Error> {
        if self.from.place == Place::Elsewhere {
            let (path, context) = (self.from.path.clone(), self.context.clone());
            return Err(Error::FileElsewhere { path, context, field, file: file.to_owned() });
        }
        let file: PathBuf = self.from.path.parent().unwrap_or(Path::new("")).join(file);
        std::fs::read(&file).map_err(|source| Error::MissingFile {
            path: self.from.path.clone(),
            context: self.context.clone(),
            field,
            file,
            source,
        })
    }

    fn bad(&self, field: &'static str, reason: &'static str) -> Error {
        let (path, context) = (self.from.path.clone(), self.context.clone());
        Error::BadField { path, context, field, reason }
    }
}

/// kubectl takes an empty text for nothing.
fn filled(text: Option<&str>) -> Option<&str> {
    text.filter(|text| !text.is_empty())
}

fn filled_secret(secret: Option<&SecretString>) -> Option<&SecretString> {
    secret.filter(|secret| !secret.expose_secret().is_empty())
}
