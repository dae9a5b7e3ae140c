//! Microsoft Graph's contacts.

use kith_tests::bearer::Tokens;
use kith_tests::faults::Fault;
use kith_tests::graph::{FOLDER, Graph, HOST};
use kith_tests::http::{Request, send};
use kith_tests::world::World;
use serde_json::{Value, json};

async fn server(world: &World) -> Graph {
    Graph::start(world, Tokens::These(vec!["good".to_owned()])).await.unwrap()
}

async fn ask(graph: &Graph, request: Request) -> (u16, Value) {
    let answer = send(graph.address(), &request.with("Authorization", "Bearer good")).await.unwrap();
    (answer.status, serde_json::from_slice(&answer.body).unwrap_or_default())
}

async fn get(graph: &Graph, link: &str) -> (u16, Value) {
    let path = link.strip_prefix(&format!("https://{HOST}")).unwrap_or(link);
    ask(graph, Request::new("GET", path)).await
}

fn with(method: &str, path: &str, body: &Value) -> Request {
    Request::new(method, path).with("Content-Type", "application/json").with_body(body.to_string())
}

/// Follows the pages of changes to the end. Gives the rows, and the link to later changes.
async fn changes(graph: &Graph, from: &str) -> (Vec<Value>, String) {
    let (mut rows, mut link) = (Vec::new(), from.to_owned());
    loop {
        let (status, page) = get(graph, &link).await;
        assert_eq!(status, 200, "{page}");
        rows.extend(page["value"].as_array().unwrap().iter().cloned());
        match page["@odata.nextLink"].as_str() {
            Some(next) => next.clone_into(&mut link),
            None => return (rows, page["@odata.deltaLink"].as_str().unwrap().to_owned()),
        }
    }
}

#[tokio::test]
async fn tells_changes_in_pages_until_its_token_expires() {
    let world = World::start().await.unwrap();
    let graph = server(&world).await;
    graph.set_page_size(2);
    let add = |name: &str| graph.add(&json!({ "givenName": name, "surname": "Wren" })).unwrap();
    let ids: Vec<String> = ["Ada", "Bob", "Cy", "Di", "Ed"].map(add).into();
    graph.delete(&ids[4]).unwrap();
    let start = format!("/v1.0/me/contactFolders/{FOLDER}/contacts/delta");
    let (rows, later) = changes(&graph, &start).await;
    let names: Vec<_> = rows.iter().map(|row| row["displayName"].as_str().unwrap_or("gone")).collect();
    assert_eq!(names, ["Ada Wren", "Bob Wren", "Cy Wren", "Di Wren"]);
    assert_eq!(graph.faults().count("GET"), 2);
    assert_eq!(changes(&graph, &later).await.0, Vec::<Value>::new());
    graph.change(&ids[1], &json!({ "jobTitle": "Pilot" })).unwrap();
    graph.delete(&ids[0]).unwrap();
    let (rows, later) = changes(&graph, &later).await;
    assert_eq!(rows.len(), 2);
    assert_eq!((&rows[0]["id"], &rows[0]["jobTitle"]), (&json!(ids[1]), &json!("Pilot")));
    assert_eq!(rows[1], json!({ "id": ids[0], "@removed": { "reason": "deleted" } }));
    graph.expire_delta_tokens();
    let (status, refused) = get(&graph, &later).await;
    assert_eq!((status, refused["error"]["code"].as_str()), (410, Some("SyncStateNotFound")));
    assert_eq!(changes(&graph, "/v1.0/me/contacts/delta").await.0.len(), 3);
    let (_, page) = get(&graph, "/v1.0/me/contacts?$top=2").await;
    let (_, page) = get(&graph, page["@odata.nextLink"].as_str().unwrap()).await;
    assert_eq!((page["value"].as_array().unwrap().len(), page.get("@odata.nextLink")), (1, None));
}

#[tokio::test]
async fn takes_what_is_right_and_nothing_else() {
    let world = World::start().await.unwrap();
    let graph = server(&world).await;
    let path = "/v1.0/me/contacts";
    assert_eq!(send(graph.address(), &Request::new("GET", path)).await.unwrap().status, 401);
    let address = |at: &str| json!({ "address": at, "name": at });
    let ada = json!({ "givenName": "Ada", "emailAddresses": [address("a@x.example")], "birthday": "1815-12-10" });
    let (status, created) = ask(&graph, with("POST", path, &ada)).await;
    assert_eq!((status, &created["birthday"]), (201, &json!("1815-12-10T11:59:00Z")), "{created}");
    assert_eq!((&created["businessPhones"], &created["mobilePhone"]), (&json!([]), &Value::Null));
    let id = created["id"].as_str().unwrap();
    let one = format!("{path}/{}", id.replace('=', "%3D"));
    for wrong in [
        json!({ "firstName": "Ada" }),
        json!({ "homePhones": "1" }),
        json!({ "birthday": "December" }),
        json!({ "emailAddresses": [address("a"), address("b"), address("c"), address("d")] }),
    ] {
        assert_eq!(ask(&graph, with("PATCH", &one, &wrong)).await.0, 400, "{wrong}");
    }
    let change = json!({ "surname": "Wren", "birthday": null });
    let stale = with("PATCH", &one, &change).with("If-Match", "W/\"stale\"");
    assert_eq!(ask(&graph, stale).await.0, 412);
    let known = with("PATCH", &one, &change).with("If-Match", created["@odata.etag"].as_str().unwrap());
    let (status, changed) = ask(&graph, known).await;
    assert_eq!((status, &changed["surname"], &changed["birthday"]), (200, &json!("Wren"), &Value::Null));
    assert_eq!(changed["givenName"], "Ada");
    assert_ne!(changed["@odata.etag"], created["@odata.etag"]);
    let photo = format!("{one}/photo/$value");
    assert_eq!(ask(&graph, Request::new("GET", &photo)).await.0, 404);
    let image = Request::new("PUT", &photo).with("Content-Type", "image/jpeg").with_body(*b"\xff\xd8");
    assert_eq!(ask(&graph, image).await.0, 200);
    let found = Request::new("GET", &photo).with("Authorization", "Bearer good");
    assert_eq!(send(graph.address(), &found).await.unwrap().body, b"\xff\xd8");
    graph.faults().next("DELETE", Fault::throttle(7));
    let delete = Request::new("DELETE", &one).with("Authorization", "Bearer good");
    let busy = send(graph.address(), &delete).await.unwrap();
    assert_eq!((busy.status, busy.header("Retry-After")), (429, Some("7")));
    assert_eq!(graph.contacts().len(), 1);
    assert_eq!(ask(&graph, Request::new("DELETE", &one)).await.0, 204);
    assert_eq!((graph.contacts().len(), get(&graph, &one).await.0), (0, 404));
}
