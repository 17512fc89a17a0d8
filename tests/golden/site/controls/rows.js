window.closecallRows = {"columns":
	[["Control","link"],["Service","text"],["Class","text"],["Depends on memory","text"],["Embedded","text"],["Last test","day"],["Test overdue","text"],["Stopped","number"],["Did not stop","number"],["Owner","text"]],"facets":
	[["service","Service",
	[["rosewood-house","Rosewood House"]]],["class","Class",
	[["safeguard","Safeguard"]]],["embedded","Embedded",
	[["partly","Partly"]]],["test","Is a test overdue?",
	[["no","No"]]],["role","Owner",
	[["deputy-manager","Deputy manager"]]]],"rows":
	[[["Timed-medicines box on the handover note","../controls/ct-handover-medicines/index.html"],"Rosewood House","Safeguard","No","Partly","4 April 2026","No",0,1,"Deputy manager",[0,0,0,0,0]]]};
